#ifndef REDQUILL_SCHED_TOKEN_BUCKET_H_
#define REDQUILL_SCHED_TOKEN_BUCKET_H_

#include "sched/time.h"

namespace redquill::sched {

/// How often someone may come: `per_second` on average, `burst` at once (at least 1) after a pause.
/// The generic cell rate algorithm (ITU-T I.371): one time stamp, no timer. Not safe from several
/// threads.
class TokenBucket {
 public:
  /// per_second > 0.
  TokenBucket(double per_second, double burst);

  /// Zero, and one more has come; or how long until one may, and nothing has changed.
  Duration Take(TimePoint now);

 private:
  Duration interval_, tolerance_;
  TimePoint next_ = TimePoint::min();  ///< When the next would be due at the average rate.
};

}  // namespace redquill::sched

#endif  // REDQUILL_SCHED_TOKEN_BUCKET_H_
