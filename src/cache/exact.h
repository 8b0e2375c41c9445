#ifndef REDQUILL_CACHE_EXACT_H_
#define REDQUILL_CACHE_EXACT_H_

#include <array>
#include <atomic>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "cache/s3_fifo.h"
#include "scoring/service.h"
#include "store/records.h"

namespace redquill::cache {

/// Names everything an answer depends on: 64 hexadecimal digits.
using CacheKey = std::string;

/// The key of a request whose normalised text is given: SHA-256 over the text, the package's digest
/// (which covers the calibration inside it), the prompt, whether influences are asked for, and this
/// program's version, runtime and instruction set, so that a hit's receipt is true of this process.
/// Each part is written with its length before it.
CacheKey KeyOf(std::string_view normalised_text, const scoring::ModelInfo& model,
               std::string_view prompt, bool explain);

/// An answer from the cache and when it was scored.
struct Hit {
  std::shared_ptr<const scoring::Answer> answer;
  store::TimeMs scored_ms = 0;
};

/// Tier 0: the same answer for the same text, model and prompt. In memory, bounded, in shards so
/// that threads seldom meet. Safe from many threads.
class ExactCache {
 public:
  struct Options {
    uint64_t bytes = 64 << 20;             ///< Of all answers, roughly; 0 keeps nothing.
    store::TimeMs ttl_ms = 24 * 3600'000;  ///< Older answers are not given; 0: no limit.
  };
  struct Stats {
    uint64_t hits = 0, misses = 0, entries = 0, bytes = 0;
  };

  explicit ExactCache(const Options& options);

  /// `now` decides what is too old. An empty answer where there is none.
  Hit Find(const CacheKey& key, store::TimeMs now);
  void Put(const CacheKey& key, std::shared_ptr<const scoring::Answer> answer, store::TimeMs now);
  bool Erase(const CacheKey& key);
  void Clear();
  Stats stats() const;

 private:
  static constexpr size_t kShards = 16;
  struct Shard {
    explicit Shard(uint64_t bytes) : items(bytes) {}
    mutable std::mutex mutex;
    S3Fifo<CacheKey, Hit> items;
    uint64_t hits = 0, misses = 0;
  };
  Shard& ShardOf(const CacheKey& key);

  const Options options_;
  std::vector<std::unique_ptr<Shard>> shards_;
};

}  // namespace redquill::cache

#endif  // REDQUILL_CACHE_EXACT_H_
