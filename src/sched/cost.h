#ifndef REDQUILL_SCHED_COST_H_
#define REDQUILL_SCHED_COST_H_

#include <cstddef>
#include <cstdint>
#include <span>

#include "sched/time.h"

namespace redquill::sched {

/// How long one worker needs for a text of a given size: linear · s + quadratic · s², in
/// nanoseconds, with s = min(size, cap). The quadratic part is attention's. The unit of size is the
/// caller's; the server counts bytes, and `cap` is where the model stops reading.
struct Cost {
  double linear = 0;
  double quadratic = 0;
  size_t cap = SIZE_MAX;

  /// At least a nanosecond, at most an hour.
  Duration Of(size_t size) const;
};

/// One measurement.
struct Sample {
  size_t size;
  Duration took;
};

/// The cost with both coefficients ≥ 0 that has the least sum of squared relative errors over the
/// samples (non-negative least squares, Lawson and Hanson 1974, in closed form for two unknowns).
/// Relative, so that short texts count as much as long ones. Samples without size or time are
/// ignored; from none comes the zero cost.
Cost FitCost(std::span<const Sample> samples);

/// How far estimates are off of late: the work done divided by the work estimated, with older jobs
/// weighing less (by a factor e every 64 jobs of middling cost). Corrects estimates made on an idle
/// machine for one that is busy. Not safe from several threads.
class Drift {
 public:
  /// Between 1/8 and 8; 1 before anything was seen.
  double factor() const;
  void Saw(Duration estimated, Duration took);

 private:
  double estimated_ = 0, took_ = 0;
};

}  // namespace redquill::sched

#endif  // REDQUILL_SCHED_COST_H_
