#include "cache/exact.h"

#include <algorithm>

namespace redquill::cache {
namespace {

/// Roughly what an answer takes in memory, its key and the cache's own links with it.
uint64_t BytesOf(const scoring::Answer& answer) {
  uint64_t bytes = sizeof(Hit) + sizeof(scoring::Answer) + 400;
  bytes += answer.outputs.size() * sizeof(scoring::OutputScore);
  for (const auto& note : answer.notes) bytes += sizeof note + note.size();
  for (const auto& influence : answer.influences) {
    bytes += sizeof influence + influence.name.size() + influence.words.size();
  }
  for (const auto& member : answer.members) bytes += sizeof member + member.name.size();
  const scoring::Receipt& receipt = answer.receipt;
  return bytes + receipt.package_digest.size() + receipt.text_sha256.size() +
         receipt.runtime.size() + receipt.prompt.size();
}

}  // namespace

bool SameScores(const scoring::Answer& a, const scoring::Answer& b) {
  return std::equal(a.outputs.begin(), a.outputs.end(), b.outputs.begin(), b.outputs.end(),
                    [](const auto& x, const auto& y) { return x.score == y.score; });
}

void ExactCache::Put(const CacheKey& key, std::shared_ptr<const scoring::Answer> answer,
                     store::TimeMs now) {
  const uint64_t bytes = BytesOf(*answer);
  Sharded::Put(key, {std::move(answer), now}, bytes);
}

}  // namespace redquill::cache
