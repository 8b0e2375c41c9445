#include "cache/raw.h"

namespace redquill::cache {
namespace {

/// Roughly what one takes in memory, its key and the cache's own links with it.
uint64_t BytesOf(const scoring::RawScore& raw) {
  const engine::Output& output = raw.output;
  uint64_t members = 0;
  for (const auto& member : output.members) members += sizeof member + member.name.size();
  return members + sizeof(RawHit) + sizeof(scoring::RawScore) + 400 + output.part.size() +
         output.raw.size() * sizeof(double) +
         output.contributions.size() * sizeof(engine::Contribution) +
         raw.features.size() * sizeof(float) + raw.text_sha256.size();
}

}  // namespace

void RawScores::Put(const CacheKey& key, std::shared_ptr<const scoring::RawScore> raw,
                    store::TimeMs now) {
  const uint64_t bytes = BytesOf(*raw);
  Sharded::Put(key, {std::move(raw), now}, bytes);
}

}  // namespace redquill::cache
