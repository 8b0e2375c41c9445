#ifndef REDQUILL_CACHE_EXACT_H_
#define REDQUILL_CACHE_EXACT_H_

#include <memory>

#include "cache/sharded.h"
#include "scoring/answer.h"

namespace redquill::cache {

/// An answer from the cache and when it was scored.
struct Hit {
  std::shared_ptr<const scoring::Answer> answer;
  store::TimeMs scored_ms = 0;
};

/// Whether two answers give the same scores: of every output, on the scale.
bool SameScores(const scoring::Answer& a, const scoring::Answer& b);

/// Tier 0: the same answer for the same text, model and prompt.
class ExactCache : public Sharded<Hit> {
 public:
  using Sharded::Sharded;

  /// An empty answer where there is none.
  Hit Find(const CacheKey& key, store::TimeMs now) {
    return Sharded::Find(key, now).value_or(Hit{});
  }
  void Put(const CacheKey& key, std::shared_ptr<const scoring::Answer> answer, store::TimeMs now);
};

}  // namespace redquill::cache

#endif  // REDQUILL_CACHE_EXACT_H_
