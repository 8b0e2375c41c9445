#include "cache/near.h"

#include <algorithm>

#include "scoring/score_edges.h"

namespace redquill::cache {
namespace {

// 16 bands of 4 minima: runs with a Jaccard similarity of 0.85 (some 2.5 % of the tokens changed)
// meet in a band with a probability of 1 - (1 - 0.85^4)^16 = 0.99999; with one of 0.3, of 0.12.
constexpr size_t kBands = 16, kRows = std::tuple_size_v<Signature> / kBands;
constexpr size_t kMostCandidates = 64;

std::vector<uint64_t> BandsOf(const std::string& scope, const Outline& outline) {
  const Signature signature = SignatureOf(outline);
  const uint64_t seed = std::hash<std::string>()(scope);
  std::vector<uint64_t> bands;
  for (size_t band = 0; band < kBands; ++band) {
    uint64_t hash = Random(seed + band).Next();
    for (size_t row = 0; row < kRows; ++row) {
      hash = Random(hash ^ signature[band * kRows + row]).Next();
    }
    bands.push_back(hash);
  }
  return bands;
}

/// Of the output that is nearest to one.
double StepsToAnotherScore(const scoring::Answer& answer) {
  double steps = 1;
  for (const auto& output : answer.outputs) {
    steps = std::min(steps, scoring::StepsToAnotherScore(output.calibrated, output.scale));
  }
  return steps;
}

}  // namespace

std::string ScopeOf(const scoring::ModelInfo& model, std::string_view prompt, bool explain,
                    std::string_view client) {
  return KeyOf(client, model, prompt, explain);
}

std::optional<NearHit> NearDuplicates::MostSimilar(const std::string& scope, const Outline& outline,
                                                   const std::vector<uint64_t>& bands,
                                                   store::TimeMs now) const {
  std::vector<const Entry*> candidates;
  for (const uint64_t band : bands) {
    const auto [first, last] = bands_.equal_range(band);
    for (auto at = first; at != last && candidates.size() < kMostCandidates; ++at) {
      const Entry* entry = &*at->second;
      const bool seen = std::find(candidates.begin(), candidates.end(), entry) != candidates.end();
      if (!seen) candidates.push_back(entry);
    }
  }
  std::optional<NearHit> best;
  if (audit_.breached()) return best;
  for (const Entry* entry : candidates) {
    const bool old = options_.ttl_ms > 0 && now - entry->hit.scored_ms > options_.ttl_ms;
    if (old || entry->scope != scope) continue;
    const double ratio = TokenRatio(entry->outline, outline, options_.least);
    if (ratio < options_.least) continue;
    const bool better = !best || ratio > best->similarity ||
                        (ratio == best->similarity && entry->hit.scored_ms > best->hit.scored_ms);
    if (better) best = {entry->hit, ratio};
  }
  if (best) best->at_edge = StepsToAnotherScore(*best->hit.answer) < options_.edge;
  return best;
}

std::optional<NearHit> NearDuplicates::Find(const std::string& scope, const Outline& outline,
                                            store::TimeMs now) {
  if (outline.tokens.size() > kMostTokens) return std::nullopt;
  const auto bands = BandsOf(scope, outline);
  const std::lock_guard lock(mutex_);
  auto best = MostSimilar(scope, outline, bands, now);
  if (best && best->at_edge) ++edges_;
  if (best && !best->at_edge) best->audit = random_.Unit() < options_.audit;
  ++(best && best->given() ? hits_ : misses_);
  return best;
}

std::optional<NearHit> NearDuplicates::Peek(const std::string& scope, const Outline& outline,
                                            store::TimeMs now) const {
  if (outline.tokens.size() > kMostTokens) return std::nullopt;
  const auto bands = BandsOf(scope, outline);
  const std::lock_guard lock(mutex_);
  return MostSimilar(scope, outline, bands, now);
}

void NearDuplicates::Audited(const NearHit& hit, const scoring::Answer& scored) {
  const bool wrong = !SameScores(*hit.hit.answer, scored);
  const std::lock_guard lock(mutex_);
  audit_.Add(wrong);
}

void NearDuplicates::Put(const std::string& scope, Outline outline,
                         std::shared_ptr<const scoring::Answer> answer, store::TimeMs when) {
  if (outline.tokens.empty() || outline.tokens.size() > kMostTokens) return;
  Entry entry{scope, std::move(outline), {}, {std::move(answer), when}, 0};
  entry.bands = BandsOf(scope, entry.outline);
  entry.bytes = sizeof(Entry) + scope.size() + kBands * 48 + 1200 +
                4 * (entry.outline.tokens.size() + entry.outline.paragraphs.size());
  const std::lock_guard lock(mutex_);
  if (entry.bytes > options_.bytes) return;
  bytes_ += entry.bytes;
  entries_.push_front(std::move(entry));
  for (const uint64_t band : entries_.front().bands) bands_.emplace(band, entries_.begin());
  while (bytes_ > options_.bytes) DropOldest();
}

void NearDuplicates::DropOldest() {
  const auto oldest = std::prev(entries_.end());
  for (const uint64_t band : oldest->bands) {
    const auto [first, last] = bands_.equal_range(band);
    const auto mine =
        std::find_if(first, last, [&](const auto& each) { return each.second == oldest; });
    if (mine != last) bands_.erase(mine);
  }
  bytes_ -= oldest->bytes;
  entries_.erase(oldest);
}

void NearDuplicates::Clear() {
  const std::lock_guard lock(mutex_);
  bands_.clear();
  entries_.clear();
  bytes_ = 0;
}

NearDuplicates::Stats NearDuplicates::stats() const {
  const std::lock_guard lock(mutex_);
  return {hits_,          misses_,        entries_.size(),  bytes_, edges_, audit_.audited(),
          audit_.wrong(), audit_.Upper(), audit_.breached()};
}

}  // namespace redquill::cache
