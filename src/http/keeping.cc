#include "http/keeping.h"

#include <algorithm>
#include <chrono>
#include <nlohmann/json.hpp>

#include "base/json.h"
#include "base/sha256.h"
#include "http/similar_answers.h"
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

Kept AnothersAnswer(const cache::SimilarAnswers::Found& found, store::TimeMs now) {
  Kept kept = Again(found.hit, now);
  kept.tier = found.tier;
  kept.similarity = found.similarity;
  return kept;
}

/// In memory, and in the database where answers are kept there.
void Remember(Keeping& keeping, const cache::CacheKey& key, const cache::Hit& hit) {
  keeping.cache().Put(key, hit.answer, hit.scored_ms);
  if (auto* stored = keeping.stored()) stored->Put(key, hit.answer, hit.scored_ms);
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
  if (kept.of_another_text())
    record.text_sha256 = Sha256Hex(text::Normalize(request.essay)->utf8());
  if (keep_text) record.text = request.essay;
  record.score = answer.receipt.score;
  record.receipt = scoring::ToJson(answer.receipt).dump();
  record.id =
      asking.idempotency_key.empty() ? store::NewId() : store::IdOf(record, asking.idempotency_key);
  return record;
}

}  // namespace

Result<std::unique_ptr<Keeping>> Keeping::Open(const config::Config::Store& store,
                                               const config::Config::Cache& cache, const Log& log,
                                               const engine::OpenOptions& engine) {
  const auto ttl_ms = static_cast<int64_t>(cache.ttl_s * 1000);
  std::unique_ptr<Keeping> keeping(new Keeping({.bytes = cache.bytes, .ttl_ms = ttl_ms},
                                               {.bytes = cache.raw_bytes, .ttl_ms = ttl_ms}));
  auto similar = SimilarBy(store, cache, engine, log);
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
    keeping->stored_ =
        cache::StoredAnswers::Start(*open, {.ttl_ms = ttl_ms, .bytes = cache.store_bytes}, log);
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

cache::Keys KeysFor(const scoring::ModelInfo& model, const scoring::Request& request) {
  const auto text = text::Normalize(request.essay);
  if (!text) return {};
  return cache::KeysOf(text->utf8(), model, request.prompt, request.explain);
}

std::optional<Kept> KnownScore(Keeping* keeping, const Served& model,
                               const scoring::Request& request, const cache::Keys& keys) {
  if (keeping == nullptr || keys.answer.empty()) return std::nullopt;
  const store::TimeMs now = store::Now();
  if (const auto hit = keeping->cache().Find(keys.answer, now); hit.answer) return Again(hit, now);
  if (keys.raw.empty()) return std::nullopt;
  const auto before = keeping->raw().Find(keys.raw, now);
  if (!before) return std::nullopt;
  auto answer = model.calibrate(*before->raw, request);
  if (!answer) return std::nullopt;
  const cache::Hit hit{std::make_shared<const scoring::Answer>(std::move(*answer)),
                       before->scored_ms};
  Remember(*keeping, keys.answer, hit);
  Kept kept = Again(hit, now);
  kept.tier = "output";
  return kept;
}

Result<Kept> FreshScore(Keeping* keeping, const Served& model, const scoring::Request& request,
                        const cache::Keys& keys, const Asking& asking) {
  if (keeping == nullptr || keys.answer.empty()) {
    auto answer = model.Score(request);
    if (!answer) return Failure(answer.error());
    return Kept{std::move(*answer), {}, {}, {}};
  }
  const store::TimeMs now = store::Now();
  if (auto* stored = keeping->stored()) {
    if (const auto hit = stored->Find(keys.answer, model.info.digest, now); hit.answer) {
      keeping->cache().Put(keys.answer, hit.answer, hit.scored_ms);
      return Again(hit, now);
    }
  }
  cache::SimilarAnswers* similar = asking.summative ? nullptr : keeping->similar();
  std::optional<cache::SimilarAnswers::Search> search;
  if (similar != nullptr) {
    search =
        similar->Look(cache::ScopeOf(model.info, request.prompt, request.explain, asking.client),
                      text::Normalize(request.essay)->utf8(), now);
    if (search->found) return AnothersAnswer(*search->found, now);
  }
  auto raw = model.run(request);
  if (!raw) return Failure(raw.error());
  auto answer = model.calibrate(*raw, request);
  if (!answer) return Failure(answer.error());
  Kept kept{std::move(*answer), {}, {}, {}};
  if (kept.answer.receipt.package_digest != model.info.digest) return kept;
  if (!keys.raw.empty()) {
    keeping->raw().Put(keys.raw, std::make_shared<const scoring::RawScore>(*std::move(raw)), now);
  }
  const cache::Hit scored{std::make_shared<const scoring::Answer>(kept.answer), now};
  Remember(*keeping, keys.answer, scored);
  if (similar != nullptr) similar->Learn(std::move(*search), scored.answer, now);
  return kept;
}

void Record(Keeping& keeping, const scoring::Request& request, const Asking& asking, Kept& kept) {
  auto record = RecordOf(kept, request, asking, keeping.keeps_text());
  kept.record = record.id;
  kept.recorded = keeping.recorder()->Record(std::move(record));
}

}  // namespace redquill::http
