#ifndef REDQUILL_SCHED_SHORTEST_H_
#define REDQUILL_SCHED_SHORTEST_H_

#include <span>

#include "sched/time.h"

namespace redquill::sched {

/// What the choice of the next job goes by.
struct Candidate {
  Duration cost;
  TimePoint came;
};

/// The index of the job to run next out of `window`, the oldest jobs of a queue in the order they
/// came (not empty): the shortest, which gives the least mean wait (Smith, "Various optimizers for
/// single-stage production", 1956), unless the oldest has waited for `patience` already, so that no
/// long job is passed by for ever. The older of two equal ones. A pure function.
size_t PickNext(std::span<const Candidate> window, TimePoint now, Duration patience);

}  // namespace redquill::sched

#endif  // REDQUILL_SCHED_SHORTEST_H_
