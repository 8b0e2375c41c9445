#include "cache/hit_audit.h"

#include <boost/math/distributions/binomial.hpp>
#include <cmath>

namespace redquill::cache {
namespace {

constexpr double kDoubt = 0.05;
using Binomial = boost::math::binomial_distribution<double>;

}  // namespace

HitAudit::HitAudit(double error)
    : error_(error),
      enough_(2 * static_cast<uint64_t>(std::ceil(std::log(kDoubt) / std::log1p(-error)))) {}

double HitAudit::Lower() const {
  if (audited_ == 0) return 0;
  return Binomial::find_lower_bound_on_p(static_cast<double>(audited_), static_cast<double>(wrong_),
                                         kDoubt);
}

double HitAudit::Upper() const {
  if (audited_ == 0 || wrong_ == audited_) return 1;
  return Binomial::find_upper_bound_on_p(static_cast<double>(audited_), static_cast<double>(wrong_),
                                         kDoubt);
}

void HitAudit::Add(bool wrong) {
  ++audited_;
  wrong_ += wrong ? 1 : 0;
  breached_ = breached_ || Lower() > error_ || (audited_ >= enough_ && Upper() > error_);
}

}  // namespace redquill::cache
