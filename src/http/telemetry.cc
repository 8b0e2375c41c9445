#include "http/telemetry.h"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include <cmath>
#include <map>

#include "base/process.h"
#include "base/version.h"

namespace redquill::http {
namespace {

namespace pm = prometheus;
using Labels = pm::Labels;
using Buckets = pm::Histogram::BucketBoundaries;

/// In seconds; a cache hit takes 0.1 ms, a long essay by a large model some seconds.
const Buckets kTimes = {0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025,
                        0.05,   0.1,     0.25,   0.5,   1,      2.5,   5,    10};

/// A bucket for every score of a short scale, else twelve of equal width.
Buckets ScoreBuckets(const model::Scale& scale) {
  constexpr double kMost = 12;
  const double steps = scale.step > 0 ? (scale.max - scale.min) / scale.step : kMost;
  const double width =
      steps <= kMost && scale.step > 0 ? scale.step : (scale.max - scale.min) / kMost;
  Buckets buckets;
  for (double at = scale.min; at < scale.max - width / 2; at += width) buckets.push_back(at);
  return buckets;
}

double Seconds(sched::Duration duration) { return std::chrono::duration<double>(duration).count(); }

template <typename Metric>
pm::Family<Metric>& Family(pm::Registry& registry, const char* name, const char* help) {
  if constexpr (std::is_same_v<Metric, pm::Counter>) {
    return pm::BuildCounter().Name(name).Help(help).Register(registry);
  } else if constexpr (std::is_same_v<Metric, pm::Gauge>) {
    return pm::BuildGauge().Name(name).Help(help).Register(registry);
  } else {
    return pm::BuildHistogram().Name(name).Help(help).Register(registry);
  }
}

/// A counter that is kept elsewhere.
void Set(pm::Family<pm::Counter>& family, const Labels& labels, double total) {
  auto& counter = family.Add(labels);
  if (total > counter.Value()) counter.Increment(total - counter.Value());
}

}  // namespace

struct Telemetry::Families {
  using Counters = pm::Family<pm::Counter>;
  using Gauges = pm::Family<pm::Gauge>;
  using Histograms = pm::Family<pm::Histogram>;

  pm::Registry registry{pm::Registry::InsertBehavior::Throw};

  Counters& requests = Family<pm::Counter>(registry, "redquill_requests_total",
                                           "Requests answered, by route and status.");
  Histograms& request_seconds = Family<pm::Histogram>(
      registry, "redquill_request_seconds", "From a request's first byte to its answer's last.");
  Counters& forwarded = Family<pm::Counter>(
      registry, "redquill_forwarded_requests_total",
      "Requests with a proxy's headers about their sender, by whether the proxy is trusted.");
  Counters& refusals =
      Family<pm::Counter>(registry, "redquill_refusals_total", "Refusals, by their code.");
  Histograms& stage_seconds =
      Family<pm::Histogram>(registry, "redquill_stage_seconds",
                            "A score by stage: queue (wait for a worker), read, measure, engine.");
  Counters& scores = Family<pm::Counter>(registry, "redquill_scores_total",
                                         "Scores given, by model and the cache's tier (or none).");
  Histograms& score = Family<pm::Histogram>(registry, "redquill_score", "The scores, by model.");
  Counters& tokens = Family<pm::Counter>(
      registry, "redquill_tokens_total",
      "Tokens of essays scored, by model: read, or left out beyond the model's longest text.");
  Counters& records = Family<pm::Counter>(registry, "redquill_records_total",
                                          "Records of scores: stored, pending or failed.");
  Counters& shared = Family<pm::Counter>(
      registry, "redquill_shared_scores_total",
      "Requests that were given the score of an equal one that was being computed.");

  Gauges& queue_jobs = Family<pm::Gauge>(registry, "redquill_queue_jobs",
                                         "Requests for a score, by state: waiting, running.");
  Gauges& queue_seconds = Family<pm::Gauge>(
      registry, "redquill_queue_seconds",
      "The queue in seconds: work (of one worker), wait (of a new request), oldest.");
  Gauges& workers = Family<pm::Gauge>(registry, "redquill_workers", "Threads that score.");
  Counters& cache_lookups =
      Family<pm::Counter>(registry, "redquill_cache_lookups_total", "By tier and result.");
  Gauges& cache_entries =
      Family<pm::Gauge>(registry, "redquill_cache_entries", "Answers kept, by tier.");
  Gauges& cache_bytes =
      Family<pm::Gauge>(registry, "redquill_cache_bytes", "Memory of answers kept, by tier.");
  Gauges& ready =
      Family<pm::Gauge>(registry, "redquill_ready", "1 while every model is loaded and warm.");
  Gauges& models = Family<pm::Gauge>(registry, "redquill_model_info",
                                     "Versions of models and how they stand; the value is 1.");
  Gauges& build =
      Family<pm::Gauge>(registry, "redquill_build_info", "The program; the value is 1.");
  Gauges& memory = Family<pm::Gauge>(registry, "process_resident_memory_bytes", "Resident memory.");
  Counters& cpu = Family<pm::Counter>(registry, "process_cpu_seconds_total", "Processor time.");

  std::map<std::string, pm::Gauge*> model_gauges;  ///< Those of the last scrape; by one thread.
  std::mutex scraping;

  void SetModels(const std::vector<ModelState>& states);
  void SetCaches(const Moment& moment);
  void SetLookups(const char* tier, uint64_t hits, uint64_t misses);
  void SetSize(const char* tier, uint64_t entries, uint64_t bytes);
};

void Telemetry::Families::SetLookups(const char* tier, uint64_t hits, uint64_t misses) {
  Set(cache_lookups, {{"tier", tier}, {"result", "hit"}}, static_cast<double>(hits));
  Set(cache_lookups, {{"tier", tier}, {"result", "miss"}}, static_cast<double>(misses));
}

void Telemetry::Families::SetSize(const char* tier, uint64_t entries, uint64_t bytes) {
  cache_entries.Add({{"tier", tier}}).Set(static_cast<double>(entries));
  cache_bytes.Add({{"tier", tier}}).Set(static_cast<double>(bytes));
}

void Telemetry::Families::SetCaches(const Moment& moment) {
  SetLookups("exact", moment.cache.hits, moment.cache.misses);
  SetSize("exact", moment.cache.entries, moment.cache.bytes);
  SetLookups("output", moment.raw.hits, moment.raw.misses);
  SetSize("output", moment.raw.entries, moment.raw.bytes);
  if (moment.stored) SetLookups("database", moment.stored->hits, moment.stored->misses);
  if (const auto& near = moment.similar.near) {
    SetLookups("near-duplicate", near->hits, near->misses);
    SetSize("near-duplicate", near->entries, near->bytes);
  }
  if (const auto& semantic = moment.similar.semantic) {
    SetLookups("semantic", semantic->served, semantic->explored);
    SetSize("semantic", semantic->entries, semantic->bytes);
  }
}

void Telemetry::Families::SetModels(const std::vector<ModelState>& states) {
  for (const auto& [key, gauge] : model_gauges) models.Remove(gauge);
  model_gauges.clear();
  for (const auto& state : states) {
    const Labels labels = {{"model", state.name},
                           {"version", state.version},
                           {"digest", state.digest.substr(0, 12)},
                           {"state", std::string(NameOf(state.phase))},
                           {"default", state.is_default ? "true" : "false"}};
    auto& gauge = models.Add(labels);
    gauge.Set(1);
    model_gauges[state.name + " " + state.digest + " " + std::string(NameOf(state.phase))] = &gauge;
  }
}

Telemetry::Telemetry() : families_(std::make_unique<Families>()) {
  families_->build.Add({{"version", kVersion}}).Set(1);
}

Telemetry::~Telemetry() = default;

void Telemetry::Answered(std::string_view route, int status, double seconds) {
  const std::string path(route.empty() ? "none" : route);
  families_->requests.Add({{"route", path}, {"status", std::to_string(status)}}).Increment();
  families_->request_seconds.Add({{"route", path}}, kTimes).Observe(seconds);
}

void Telemetry::Forwarded(bool trusted) {
  families_->forwarded.Add({{"trusted", trusted ? "true" : "false"}}).Increment();
}

void Telemetry::Refused(Code code) {
  families_->refusals.Add({{"reason", std::string(CodeName(code))}}).Increment();
}

void Telemetry::Scored(const Kept& kept, double queued_ms) {
  const auto& answer = kept.answer;
  auto& all = *families_;
  all.scores.Add({{"model", answer.model}, {"cache", kept.age_s ? std::string(kept.tier) : "none"}})
      .Increment();
  if (!answer.outputs.empty()) {
    const auto& first = answer.outputs.front();
    all.score.Add({{"model", answer.model}}, ScoreBuckets(first.scale)).Observe(first.score);
  }
  if (kept.recorded) {
    all.records.Add({{"state", std::string(store::NameOf(*kept.recorded))}}).Increment();
  }
  if (kept.age_s) return;  // Nothing was computed.
  const std::pair<const char*, double> stages[] = {{"queue", queued_ms},
                                                   {"read", answer.timings.read},
                                                   {"measure", answer.timings.measure},
                                                   {"engine", answer.timings.engine}};
  for (const auto& [stage, ms] : stages) {
    all.stage_seconds.Add({{"stage", stage}}, kTimes).Observe(ms / 1000);
  }
  if (answer.tokens == 0) return;
  all.tokens.Add({{"model", answer.model}, {"part", "read"}}).Increment(answer.tokens_read);
  all.tokens.Add({{"model", answer.model}, {"part", "left_out"}})
      .Increment(answer.tokens - answer.tokens_read);
}

std::string Telemetry::Text(const Moment& moment) {
  auto& all = *families_;
  const std::lock_guard lock(all.scraping);
  const auto& load = moment.load;
  all.queue_jobs.Add({{"state", "waiting"}}).Set(static_cast<double>(load.waiting));
  all.queue_jobs.Add({{"state", "running"}}).Set(static_cast<double>(load.running));
  all.queue_seconds.Add({{"kind", "work"}}).Set(Seconds(load.work));
  all.queue_seconds.Add({{"kind", "wait"}}).Set(Seconds(load.wait));
  all.queue_seconds.Add({{"kind", "oldest"}}).Set(Seconds(load.oldest_wait));
  all.workers.Add({}).Set(static_cast<double>(load.workers));
  Set(all.shared, {}, static_cast<double>(moment.joined));
  all.SetCaches(moment);
  all.ready.Add({}).Set(moment.ready ? 1 : 0);
  all.SetModels(moment.models);
  const ProcessUse use = UseOfThisProcess();
  all.memory.Add({}).Set(static_cast<double>(use.resident_bytes));
  Set(all.cpu, {}, use.cpu_seconds);
  return pm::TextSerializer().Serialize(all.registry.Collect());
}

}  // namespace redquill::http
