#ifndef REDQUILL_CACHE_SEMANTIC_H_
#define REDQUILL_CACHE_SEMANTIC_H_

#include <deque>
#include <list>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>

#include "base/random.h"
#include "cache/exact.h"
#include "cache/hit_audit.h"
#include "cache/same_score.h"
#include "cache/vector_index.h"

namespace redquill::cache {

/// Tier 2 as those who ask see it: SemanticCache in memory, SharedSemantic in a database. Safe from
/// many threads.
class SemanticTier {
 public:
  enum class Act { kNothingNear, kServe, kExplore, kAudit };
  /// What to do with a request, and what is needed to learn from it afterwards.
  struct Decision {
    Act act = Act::kNothingNear;
    Hit neighbour;
    double similarity = 0;
    std::string scope;
    size_t number = 0;
    uint64_t generation = 0;
  };
  struct Stats {
    uint64_t served = 0, explored = 0, entries = 0;
    uint64_t bytes = 0;  ///< Of the vectors and their graph in memory, roughly.
    uint64_t audited = 0, wrong = 0;
    double upper = 1;  ///< HitAudit::Upper.
    bool off = false;  ///< Switched itself off.
  };

  virtual ~SemanticTier() = default;
  virtual Decision Ask(const std::string& scope, std::span<const float> vector,
                       store::TimeMs now) = 0;
  /// The same without a trace, and not for an audit.
  virtual Decision Peek(const std::string& scope, std::span<const float> vector,
                        store::TimeMs now) = 0;
  /// After the text of a decision was scored: learns whether the neighbour's answer was the same.
  virtual void Learn(const Decision& decision, const scoring::Answer& scored) = 0;
  virtual void Put(const std::string& scope, std::span<const float> vector,
                   std::shared_ptr<const scoring::Answer> answer, store::TimeMs when) = 0;
  virtual Stats stats() const = 0;
};

/// Tier 2: the answer of another text whose vector is near, given only where the observed pairs
/// show that at least 1 - δ of such answers are right (SameScoreModel::ServesFrom). Every answer
/// that is not given is scored, which tells whether the neighbour's would have been right: that is
/// what the tier learns from. A share of those that would be given is scored all the same
/// (HitAudit), and where that shows more than δ wrong, the tier gives nothing any more.
///
/// The paper allows δ wrong of all requests, the ones scored anew among them; here it is δ of those
/// that are not scored, so that nobody's answer is worse than that. Only within a scope (ScopeOf).
/// In memory, bounded.
class SemanticCache : public SemanticTier {
 public:
  enum class Grain {
    kScope,  ///< One curve for all texts of a scope.
    kEntry,  ///< One for each text, as in the paper.
  };
  struct Options {
    Metric metric = Metric::kCosine;
    Grain grain = Grain::kScope;
    double error = 0.02;                   ///< δ.
    double audit = 0.1;                    ///< Share of hits that are scored all the same.
    size_t entries = 100'000;              ///< Texts in one scope; one more and it begins anew.
    size_t scopes = 64;                    ///< The one not used for longest goes.
    store::TimeMs ttl_ms = 24 * 3600'000;  ///< Older answers are not given; 0: no limit.
    uint64_t seed = 1;                     ///< Of what is audited.
  };

  explicit SemanticCache(const Options& options)
      : options_(options), random_(options.seed), audit_(options.error) {}

  Decision Ask(const std::string& scope, std::span<const float> vector, store::TimeMs now) override;
  Decision Peek(const std::string& scope, std::span<const float> vector,
                store::TimeMs now) override;
  void Learn(const Decision& decision, const scoring::Answer& scored) override;
  void Put(const std::string& scope, std::span<const float> vector,
           std::shared_ptr<const scoring::Answer> answer, store::TimeMs when) override;
  void Clear();
  Stats stats() const override;

 private:
  struct Entry {
    Hit hit;
    SameScoreModel same;
  };
  struct Scope {
    std::string name;
    uint64_t generation = 0;
    std::unique_ptr<VectorIndex> index;
    std::deque<Entry> entries;
    SameScoreModel same;
  };
  Scope* Find(const std::string& name);
  /// Needs the mutex.
  Decision Decide(const std::string& name, std::span<const float> vector, store::TimeMs now);

  const Options options_;
  mutable std::mutex mutex_;
  std::list<Scope> scopes_;  // The one used last in front.
  Random random_;
  HitAudit audit_;
  uint64_t generations_ = 0, served_ = 0, explored_ = 0;
};

}  // namespace redquill::cache

#endif  // REDQUILL_CACHE_SEMANTIC_H_
