#include "http/keeping.h"

#include <algorithm>
#include <chrono>
#include <nlohmann/json.hpp>

#include "base/json.h"
#include "store/open.h"
#include "text/normalize.h"

namespace redquill::http {
namespace {

using Clock = std::chrono::steady_clock;

const scoring::ModelInfo* ModelOf(const Scorer& scorer, std::string_view name) {
  const auto found = std::find_if(scorer.models.begin(), scorer.models.end(), [&](const auto& m) {
    return name.empty() ? m.is_default : m.manifest.name == name;
  });
  return found == scorer.models.end() ? nullptr : &*found;
}

/// The answer as it was, timed as what it cost this time.
Kept Again(const cache::Hit& hit, store::TimeMs now, Clock::time_point start) {
  Kept kept{
      *hit.answer, static_cast<double>(std::max<int64_t>(0, now - hit.scored_ms)) / 1000, {}, {}};
  kept.answer.timings = {};
  kept.answer.timings.total =
      std::chrono::duration<double, std::milli>(Clock::now() - start).count();
  return kept;
}

Result<Kept> CachedScore(cache::ExactCache& cache, const Scorer& scorer,
                         const scoring::Request& request) {
  const auto start = Clock::now();
  const auto score = [&]() -> Result<Kept> {
    auto answer = scorer.score(request);
    if (!answer) return Failure(answer.error());
    return Kept{std::move(*answer), {}, {}, {}};
  };
  const scoring::ModelInfo* model = ModelOf(scorer, request.model);
  const auto text = text::Normalize(request.essay);
  // What is wrong with the request is the scorer's to say.
  if (model == nullptr || !text) return score();
  const auto key = cache::KeyOf(text->utf8(), *model, request.prompt, request.explain);
  const store::TimeMs now = store::Now();
  if (const auto hit = cache.Find(key, now); hit.answer) return Again(hit, now, start);
  auto kept = score();
  if (kept && kept->answer.receipt.package_digest == model->digest) {
    cache.Put(key, std::make_shared<const scoring::Answer>(kept->answer), now);
  }
  return kept;
}

store::ScoreRecord RecordOf(const scoring::Answer& answer, const scoring::Request& request,
                            const std::string& person, bool keep_text) {
  store::ScoreRecord record;
  record.id = store::NewId();
  record.when_ms = store::Now();
  record.person = person;
  record.model = answer.model;
  record.model_digest = answer.receipt.package_digest;
  record.text_sha256 = answer.receipt.text_sha256;
  if (keep_text) record.text = request.essay;
  record.score = answer.receipt.score;
  record.receipt = scoring::ToJson(answer.receipt).dump();
  return record;
}

}  // namespace

Result<std::unique_ptr<Keeping>> Keeping::Open(const config::Config::Store& store,
                                               const config::Config::Cache& cache, const Log& log) {
  std::unique_ptr<Keeping> keeping(
      new Keeping({.bytes = cache.bytes, .ttl_ms = static_cast<int64_t>(cache.ttl_s * 1000)}));
  if (store.place.empty()) return keeping;
  const bool remote = store.place.starts_with("postgres");
  if (remote && store.journal.empty()) {
    return Fail(Code::kInvalidArgument,
                "With PostgreSQL, store.journal must name a folder on this machine.",
                "store.journal");
  }
  auto open = store::StoreAt(store.place);
  if (!open) return Failure(open.error());
  const std::string folder = store.journal.empty() ? store.place + ".journal" : store.journal;
  auto journal = store::Journal::Open(folder, store.journal_bytes);
  if (!journal) return Failure(journal.error());
  const auto wait = std::chrono::milliseconds(static_cast<int64_t>(store.wait_s * 1000));
  keeping->recorder_ =
      store::Recorder::Start(std::move(*open), std::move(*journal), {.wait = wait}, log);
  keeping->keep_text_ = store.keep_text;
  return keeping;
}

Result<Kept> KeptScore(Keeping* keeping, const Scorer& scorer, const scoring::Request& request,
                       const std::string& person) {
  if (keeping == nullptr) {
    auto answer = scorer.score(request);
    if (!answer) return Failure(answer.error());
    return Kept{std::move(*answer), {}, {}, {}};
  }
  auto kept = CachedScore(keeping->cache(), scorer, request);
  if (!kept || keeping->recorder() == nullptr) return kept;
  auto record = RecordOf(kept->answer, request, person, keeping->keeps_text());
  kept->record = record.id;
  kept->recorded = keeping->recorder()->Record(std::move(record));
  return kept;
}

}  // namespace redquill::http
