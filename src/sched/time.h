#ifndef REDQUILL_SCHED_TIME_H_
#define REDQUILL_SCHED_TIME_H_

#include <chrono>

namespace redquill::sched {

using Clock = std::chrono::steady_clock;
using Duration = std::chrono::nanoseconds;
using TimePoint = Clock::time_point;

}  // namespace redquill::sched

#endif  // REDQUILL_SCHED_TIME_H_
