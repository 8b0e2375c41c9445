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

#include "base/random.h"
#include "cache/exact.h"
#include "cache/hit_audit.h"
#include "cache/outline.h"

namespace redquill::cache {

/// An answer that was given to a text like the one asked for.
struct NearHit {
  Hit hit;
  double similarity = 0;  ///< TokenRatio of both texts.
  bool at_edge = false;   ///< Don't give it: its score is too near to being another one.
  bool audit = false;     ///< Don't give it: score, and tell Audited what came of it.

  bool given() const { return !at_edge && !audit; }
};

/// Tier 1: the answer of a text that differs in few tokens and has the same paragraphs. Only within
/// a scope (ScopeOf). In memory, bounded; what came first goes first. Safe from many threads.
///
/// A few tokens move the calibrated value a little, and the score only where an edge between two
/// scores is near: such an answer is not given (`edge`). A share of the others is scored all the
/// same (HitAudit), and where that shows more than δ wrong, the tier gives nothing any more.
class NearDuplicates {
 public:
  struct Options {
    uint64_t bytes = 64 << 20;             ///< Of all entries, roughly.
    double least = 0.98;                   ///< TokenRatio of what is a near duplicate.
    double edge = 0.15;                    ///< Least StepsToAnotherScore of every output.
    double error = 0.02;                   ///< δ.
    double audit = 0.1;                    ///< Share of hits that are scored all the same.
    store::TimeMs ttl_ms = 24 * 3600'000;  ///< Older answers are not given; 0: no limit.
    uint64_t seed = 1;                     ///< Of what is audited.
  };
  struct Stats {
    uint64_t hits = 0, misses = 0, entries = 0, bytes = 0;
    uint64_t edges = 0;  ///< Misses of which a near text's answer was too near to an edge.
    uint64_t audited = 0, wrong = 0;
    double upper = 1;  ///< HitAudit::Upper.
    bool off = false;  ///< Switched itself off.
  };
  /// Longer texts are neither kept nor looked for: comparing takes time in tokens squared.
  static constexpr size_t kMostTokens = 20'000;

  explicit NearDuplicates(const Options& options)
      : options_(options), random_(options.seed), audit_(options.error) {}

  /// The most similar text's answer, to be given or not; of those as similar the one scored last.
  /// Nothing once the tier switched itself off.
  std::optional<NearHit> Find(const std::string& scope, const Outline& outline, store::TimeMs now);
  /// The same without a trace, and not for an audit.
  std::optional<NearHit> Peek(const std::string& scope, const Outline& outline,
                              store::TimeMs now) const;
  /// After a hit that was to be audited: the text's own answer.
  void Audited(const NearHit& hit, const scoring::Answer& scored);
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
  /// Needs the mutex.
  std::optional<NearHit> MostSimilar(const std::string& scope, const Outline& outline,
                                     const std::vector<uint64_t>& bands, store::TimeMs now) const;
  void DropOldest();

  const Options options_;
  mutable std::mutex mutex_;
  std::list<Entry> entries_;  // The newest in front.
  std::unordered_multimap<uint64_t, Place> bands_;
  Random random_;
  HitAudit audit_;
  uint64_t bytes_ = 0, hits_ = 0, misses_ = 0, edges_ = 0;
};

/// Names what must be the same for one text's answer to be given to another: package, prompt,
/// influences, program, runtime, machine type, and the client, so that nobody learns what others
/// sent.
std::string ScopeOf(const scoring::ModelInfo& model, std::string_view prompt, bool explain,
                    std::string_view client);

}  // namespace redquill::cache

#endif  // REDQUILL_CACHE_NEAR_H_
