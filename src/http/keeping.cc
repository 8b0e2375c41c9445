#include "http/keeping.h"

#include <algorithm>
#include <chrono>
#include <nlohmann/json.hpp>

#include "base/json.h"
#include "base/sha256.h"
#include "store/open.h"
#include "text/normalize.h"

namespace redquill::http {
namespace {

/// The answer as it was, without timings: it cost nothing this time.
Kept Again(const cache::Hit& hit, store::TimeMs now) {
  const auto age_ms = std::max<int64_t>(0, now - hit.scored_ms);
  Kept kept{*hit.answer, static_cast<double>(age_ms) / 1000, {}, {}};
  kept.answer.timings = {};
  return kept;
}

/// nullptr where the configuration wants none.
Result<std::unique_ptr<cache::SimilarAnswers>> SimilarBy(const config::Config::Cache& cache) {
  if (cache.near_bytes == 0 && cache.semantic_model.empty()) return nullptr;
  auto similar = std::make_unique<cache::SimilarAnswers>();
  const auto ttl_ms = static_cast<int64_t>(cache.ttl_s * 1000);
  if (cache.near_bytes > 0) similar->UseNear({.bytes = cache.near_bytes, .ttl_ms = ttl_ms});
  if (cache.semantic_model.empty()) return similar;
  auto package = model::Package::Open(cache.semantic_model);
  if (!package) return Failure(package.error(), "cache.semantic_model");
  auto embedder = engine::Embedder::Open(std::move(*package));
  if (!embedder) return Failure(embedder.error(), "cache.semantic_model");
  similar->UseSemantic({.metric = cache.semantic_metric == "inner"       ? cache::Metric::kInner
                                  : cache.semantic_metric == "euclidean" ? cache::Metric::kEuclidean
                                                                         : cache::Metric::kCosine,
                        .error = static_cast<double>(cache.semantic_error_permille) / 1000,
                        .audit = static_cast<double>(cache.semantic_audit_percent) / 100,
                        .entries = cache.semantic_entries,
                        .ttl_ms = ttl_ms},
                       std::move(*embedder));
  return similar;
}

store::ScoreRecord RecordOf(const Kept& kept, const scoring::Request& request, const Asking& asking,
                            bool keep_text) {
  const scoring::Answer& answer = kept.answer;
  store::ScoreRecord record;
  record.when_ms = store::Now();
  record.person = asking.person;
  record.key = asking.client;
  record.model = answer.model;
  record.model_digest = answer.receipt.package_digest;
  record.text_sha256 = answer.receipt.text_sha256;
  // The receipt of another text's answer names that text; the record is of this one.
  if (kept.tier != "exact") record.text_sha256 = Sha256Hex(text::Normalize(request.essay)->utf8());
  if (keep_text) record.text = request.essay;
  record.score = answer.receipt.score;
  record.receipt = scoring::ToJson(answer.receipt).dump();
  record.id =
      asking.idempotency_key.empty() ? store::NewId() : store::IdOf(record, asking.idempotency_key);
  return record;
}

}  // namespace

Result<std::unique_ptr<Keeping>> Keeping::Open(const config::Config::Store& store,
                                               const config::Config::Cache& cache, const Log& log) {
  std::unique_ptr<Keeping> keeping(
      new Keeping({.bytes = cache.bytes, .ttl_ms = static_cast<int64_t>(cache.ttl_s * 1000)}));
  auto similar = SimilarBy(cache);
  if (!similar) return Failure(similar.error());
  keeping->similar_ = std::move(*similar);
  if (store.place.empty()) return keeping;
  const bool remote = store.place.starts_with("postgres");
  if (remote && store.journal.empty()) {
    return Fail(Code::kInvalidArgument,
                "With PostgreSQL, store.journal must name a folder on this machine.",
                "store.journal");
  }
  auto open = store::StoreAt(store.place);
  if (!open) return Failure(open.error());
  if (cache.in_store) {
    keeping->stored_ = cache::StoredAnswers::Start(
        *open, {.ttl_ms = static_cast<int64_t>(cache.ttl_s * 1000), .bytes = cache.store_bytes},
        log);
  }
  const std::string folder = store.journal.empty() ? store.place + ".journal" : store.journal;
  auto journal = store::Journal::Open(folder, store.journal_bytes);
  if (!journal) return Failure(journal.error());
  const auto wait = std::chrono::milliseconds(static_cast<int64_t>(store.wait_s * 1000));
  keeping->recorder_ =
      store::Recorder::Start(std::move(*open), std::move(*journal), {.wait = wait}, log);
  keeping->keep_text_ = store.keep_text;
  return keeping;
}

cache::CacheKey KeyFor(const scoring::ModelInfo& model, const scoring::Request& request) {
  const auto text = text::Normalize(request.essay);
  return text ? cache::KeyOf(text->utf8(), model, request.prompt, request.explain) : "";
}

std::optional<Kept> KnownScore(Keeping* keeping, const cache::CacheKey& key) {
  if (keeping == nullptr || key.empty()) return std::nullopt;
  const store::TimeMs now = store::Now();
  const auto hit = keeping->cache().Find(key, now);
  if (!hit.answer) return std::nullopt;
  return Again(hit, now);
}

Result<Kept> FreshScore(Keeping* keeping, const Served& model, const scoring::Request& request,
                        const cache::CacheKey& key, const Asking& asking) {
  const bool keeps = keeping != nullptr && !key.empty();
  cache::StoredAnswers* stored = keeps ? keeping->stored() : nullptr;
  const store::TimeMs now = store::Now();
  if (stored != nullptr) {
    if (const auto hit = stored->Find(key, model.info.digest, now); hit.answer) {
      keeping->cache().Put(key, hit.answer, hit.scored_ms);
      return Again(hit, now);
    }
  }
  cache::SimilarAnswers* similar = keeps && !asking.summative ? keeping->similar() : nullptr;
  std::optional<cache::SimilarAnswers::Search> search;
  if (similar != nullptr) {
    search =
        similar->Look(cache::ScopeOf(model.info, request.prompt, request.explain, asking.client),
                      text::Normalize(request.essay)->utf8(), now);
    if (const auto& found = search->found) {
      Kept kept = Again(found->hit, now);
      kept.tier = found->tier;
      kept.similarity = found->similarity;
      return kept;
    }
  }
  auto answer = model.score(request);
  if (!answer) return Failure(answer.error());
  Kept kept{std::move(*answer), {}, {}, {}};
  if (!keeps || kept.answer.receipt.package_digest != model.info.digest) return kept;
  const auto shared = std::make_shared<const scoring::Answer>(kept.answer);
  keeping->cache().Put(key, shared, now);
  if (stored != nullptr) stored->Put(key, shared, now);
  if (similar != nullptr) similar->Learn(std::move(*search), shared, now);
  return kept;
}

void Record(Keeping& keeping, const scoring::Request& request, const Asking& asking, Kept& kept) {
  auto record = RecordOf(kept, request, asking, keeping.keeps_text());
  kept.record = record.id;
  kept.recorded = keeping.recorder()->Record(std::move(record));
}

}  // namespace redquill::http
