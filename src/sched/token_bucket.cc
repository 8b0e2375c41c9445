#include "sched/token_bucket.h"

#include <algorithm>

namespace redquill::sched {
namespace {

constexpr double kLongestSeconds = 1e8;  // Three years; far from an overflow.

Duration Seconds(double seconds) {
  const std::chrono::duration<double> bounded(std::clamp(seconds, 0.0, kLongestSeconds));
  return std::chrono::duration_cast<Duration>(bounded);
}

}  // namespace

TokenBucket::TokenBucket(double per_second, double burst)
    : interval_(Seconds(1 / per_second)),
      tolerance_(Seconds((std::max(burst, 1.0) - 1) / per_second)) {}

Duration TokenBucket::Take(TimePoint now) {
  const TimePoint due = std::max(next_, now);
  const Duration ahead = due - now;
  if (ahead > tolerance_) return ahead - tolerance_;
  next_ = due + interval_;
  return Duration(0);
}

}  // namespace redquill::sched
