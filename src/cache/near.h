#ifndef REDQUILL_CACHE_NEAR_H_
#define REDQUILL_CACHE_NEAR_H_

#include <cstdint>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "cache/exact.h"
#include "cache/outline.h"

namespace redquill::cache {

/// An answer that was given to a text like the one asked for.
struct NearHit {
  Hit hit;
  double similarity = 0;  ///< TokenRatio of both texts.
};

/// Tier 1: the answer of a text that differs in few tokens and has the same paragraphs. Only within
/// a scope (ScopeOf). In memory, bounded; what came first goes first. Safe from many threads.
class NearDuplicates {
 public:
  struct Options {
    uint64_t bytes = 64 << 20;             ///< Of all entries, roughly.
    double least = 0.98;                   ///< TokenRatio of what is a near duplicate.
    store::TimeMs ttl_ms = 24 * 3600'000;  ///< Older answers are not given; 0: no limit.
  };
  struct Stats {
    uint64_t hits = 0, misses = 0, entries = 0, bytes = 0;
  };
  /// Longer texts are neither kept nor looked for: comparing takes time in tokens squared.
  static constexpr size_t kMostTokens = 20'000;

  explicit NearDuplicates(const Options& options) : options_(options) {}

  /// The most similar text's answer; of those as similar the one scored last.
  std::optional<NearHit> Find(const std::string& scope, const Outline& outline, store::TimeMs now);
  void Put(const std::string& scope, Outline outline, std::shared_ptr<const scoring::Answer> answer,
           store::TimeMs when);
  void Clear();
  Stats stats() const;

 private:
  struct Entry {
    std::string scope;
    Outline outline;
    std::vector<uint64_t> bands;
    Hit hit;
    uint64_t bytes = 0;
  };
  using Place = std::list<Entry>::iterator;
  void DropOldest();

  const Options options_;
  mutable std::mutex mutex_;
  std::list<Entry> entries_;  // The newest in front.
  std::unordered_multimap<uint64_t, Place> bands_;
  uint64_t bytes_ = 0, hits_ = 0, misses_ = 0;
};

/// Names what must be the same for one text's answer to be given to another: package, prompt,
/// influences, program, runtime, machine type, and the client, so that nobody learns what others
/// sent.
std::string ScopeOf(const scoring::ModelInfo& model, std::string_view prompt, bool explain,
                    std::string_view client);

}  // namespace redquill::cache

#endif  // REDQUILL_CACHE_NEAR_H_
