#ifndef REDQUILL_CACHE_SHARDED_H_
#define REDQUILL_CACHE_SHARDED_H_

#include <memory>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

#include "cache/key.h"
#include "cache/s3_fifo.h"
#include "store/records.h"

namespace redquill::cache {

/// Values that were computed once, by key, in memory: bounded in bytes and in age, in shards so
/// that threads seldom meet. `Kept` has a member scored_ms. Safe from many threads.
template <typename Kept>
class Sharded {
 public:
  struct Options {
    uint64_t bytes = 64 << 20;             ///< Of all values, roughly; 0 keeps nothing.
    store::TimeMs ttl_ms = 24 * 3600'000;  ///< Older values are not given; 0: no limit.
  };
  struct Stats {
    uint64_t hits = 0, misses = 0, entries = 0, bytes = 0;
  };

  explicit Sharded(const Options& options) : options_(options) {
    for (size_t i = 0; i < kShards; ++i) {
      shards_.push_back(std::make_unique<Shard>(options.bytes / kShards));
    }
  }

  /// `now` decides what is too old. Counts as a hit or a miss.
  std::optional<Kept> Find(const CacheKey& key, store::TimeMs now) {
    Shard& shard = ShardOf(key);
    const std::lock_guard lock(shard.mutex);
    const Kept* found = shard.items.Find(key);
    if (found != nullptr && TooOld(*found, now)) {
      shard.items.Erase(key);
      found = nullptr;
    }
    ++(found ? shard.hits : shard.misses);
    return found ? std::optional<Kept>(*found) : std::nullopt;
  }

  /// The same without a trace: nothing is counted, nothing is kept longer for it.
  std::optional<Kept> Peek(const CacheKey& key, store::TimeMs now) const {
    const Shard& shard = ShardOf(key);
    const std::lock_guard lock(shard.mutex);
    const Kept* found = shard.items.Peek(key);
    if (found == nullptr || TooOld(*found, now)) return std::nullopt;
    return *found;
  }

  void Put(const CacheKey& key, Kept kept, uint64_t bytes) {
    Shard& shard = ShardOf(key);
    const std::lock_guard lock(shard.mutex);
    shard.items.Put(key, std::move(kept), bytes);
  }

  bool Erase(const CacheKey& key) {
    Shard& shard = ShardOf(key);
    const std::lock_guard lock(shard.mutex);
    return shard.items.Erase(key);
  }

  void Clear() {
    for (auto& shard : shards_) {
      const std::lock_guard lock(shard->mutex);
      shard->items.Clear();
    }
  }

  Stats stats() const {
    Stats stats;
    for (const auto& shard : shards_) {
      const std::lock_guard lock(shard->mutex);
      stats.hits += shard->hits;
      stats.misses += shard->misses;
      stats.entries += shard->items.size();
      stats.bytes += shard->items.bytes();
    }
    return stats;
  }

 private:
  static constexpr size_t kShards = 16;
  struct Shard {
    explicit Shard(uint64_t bytes) : items(bytes) {}
    mutable std::mutex mutex;
    S3Fifo<CacheKey, Kept> items;
    uint64_t hits = 0, misses = 0;
  };
  Shard& ShardOf(const CacheKey& key) const {
    return *shards_[std::hash<CacheKey>()(key) % kShards];
  }
  bool TooOld(const Kept& kept, store::TimeMs now) const {
    return options_.ttl_ms > 0 && now - kept.scored_ms > options_.ttl_ms;
  }

  const Options options_;
  std::vector<std::unique_ptr<Shard>> shards_;
};

}  // namespace redquill::cache

#endif  // REDQUILL_CACHE_SHARDED_H_
