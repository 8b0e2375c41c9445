#ifndef REDQUILL_CACHE_HIT_AUDIT_H_
#define REDQUILL_CACHE_HIT_AUDIT_H_

#include <cstdint>

namespace redquill::cache {

/// What audits of hits found: a random share of answers that would have been served is scored anew
/// and compared. Decides by itself that the tier must not serve any more. A value; one thread at a
/// time.
class HitAudit {
 public:
  /// `error` (δ): the share of wrong scores that is allowed.
  explicit HitAudit(double error);

  void Add(bool wrong);
  uint64_t audited() const { return audited_; }
  uint64_t wrong() const { return wrong_; }

  /// Bounds of the share of wrong hits, each with 95 % confidence (Clopper and Pearson, "The use of
  /// confidence or fiducial limits illustrated in the case of the binomial", 1934); 0 and 1 before
  /// the first audit.
  double Lower() const;
  double Upper() const;

  /// Once true it stays: the lower bound is over δ, or after twice as many audits as could prove δ
  /// (298 for 2 %) the upper bound is.
  bool breached() const { return breached_; }

 private:
  double error_;
  uint64_t enough_, audited_ = 0, wrong_ = 0;
  bool breached_ = false;
};

}  // namespace redquill::cache

#endif  // REDQUILL_CACHE_HIT_AUDIT_H_
