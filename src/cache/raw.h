#ifndef REDQUILL_CACHE_RAW_H_
#define REDQUILL_CACHE_RAW_H_

#include <memory>

#include "cache/sharded.h"
#include "scoring/raw_score.h"

namespace redquill::cache {

/// What an engine gave, and when.
struct RawHit {
  std::shared_ptr<const scoring::RawScore> raw;
  store::TimeMs scored_ms = 0;
};

/// What engines gave of texts, so that a package with the same weights and another calibration
/// answers without running its engine (scoring::LoadedModel::Calibrate).
class RawScores : public Sharded<RawHit> {
 public:
  using Sharded::Sharded;
  void Put(const CacheKey& key, std::shared_ptr<const scoring::RawScore> raw, store::TimeMs now);
};

}  // namespace redquill::cache

#endif  // REDQUILL_CACHE_RAW_H_
