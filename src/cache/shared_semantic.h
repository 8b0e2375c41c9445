#ifndef REDQUILL_CACHE_SHARED_SEMANTIC_H_
#define REDQUILL_CACHE_SHARED_SEMANTIC_H_

#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "base/log.h"
#include "base/random.h"
#include "cache/courier.h"
#include "cache/hit_audit.h"
#include "cache/same_score.h"
#include "cache/semantic.h"
#include "store/vectors.h"

namespace redquill::cache {

/// Tier 2 shared by replicas: vectors, answers and the pairs that were scored lie in a database,
/// and every replica learns from all pairs in one order. The rule is SemanticCache's (one curve a
/// scope); a tier that one replica's audits switched off is off for all, also after a restart,
/// until the pairs are gone. Nobody waits longer than `wait` for the database: where it is slow or
/// away, nothing is near, and the text is scored.
class SharedSemantic : public SemanticTier {
 public:
  struct Options {
    double error = 0.02;                    ///< δ.
    double audit = 0.1;                     ///< Share of hits that are scored all the same.
    uint64_t entries = 1'000'000;           ///< Vectors of all scopes; the oldest go.
    store::TimeMs ttl_ms = 24 * 3600'000;   ///< Older answers are not given; 0: no limit.
    std::chrono::milliseconds wait{50};     ///< Of one lookup.
    std::chrono::milliseconds retry{1000};  ///< Between attempts to reach a database that is gone.
    uint64_t seed = 1;                      ///< Of what is audited.
  };

  /// `log` is borrowed. The database need not be there.
  SharedSemantic(store::OpenVectors open, const Options& options, const Log& log);
  ~SharedSemantic() override;

  Decision Ask(const std::string& scope, std::span<const float> vector, store::TimeMs now) override;
  Decision Peek(const std::string& scope, std::span<const float> vector,
                store::TimeMs now) override;
  void Learn(const Decision& decision, const scoring::Answer& scored) override;
  void Put(const std::string& scope, std::span<const float> vector,
           std::shared_ptr<const scoring::Answer> answer, store::TimeMs when) override;
  Stats stats() const override;
  /// Until all that was put and learnt so far is written or dropped; for tests.
  void Flush();

 private:
  /// A connection, opened by whoever needs it, and not too often where that fails.
  class Line {
   public:
    Line(const store::OpenVectors& open, const Options& options, const Log& log)
        : open_(open), options_(options), log_(log) {}
    /// Runs it where the database is there; a failure closes the connection.
    bool Run(const std::function<Result<void>(store::Vectors&)>& work);

   private:
    void Failed(const Error& error);
    const store::OpenVectors& open_;
    const Options& options_;
    const Log& log_;
    std::unique_ptr<store::Vectors> vectors_;
    std::chrono::steady_clock::time_point not_before_{};
    bool said_ = false;
  };
  struct Found;
  /// What the database has, and the pairs since the last look; on the courier's thread.
  Result<void> Look(store::Vectors& vectors, Found& found);
  Decision Decide(const std::string& scope, std::span<const float> vector, store::TimeMs now);

  const store::OpenVectors open_;
  const Options options_;
  const Log& log_;
  mutable std::mutex mutex_;
  std::map<std::string, SameScoreModel> curves_;  // By scope.
  Random random_;
  HitAudit audit_;
  int64_t last_pair_ = 0;
  uint64_t served_ = 0, explored_ = 0, entries_ = 0, puts_ = 0;
  Line reading_, writing_;
  Courier reader_, writer_;  // The last: they end before what they use.
};

}  // namespace redquill::cache

#endif  // REDQUILL_CACHE_SHARED_SEMANTIC_H_
