#ifndef REDQUILL_SCHED_ADMISSION_H_
#define REDQUILL_SCHED_ADMISSION_H_

#include <cstddef>

#include "base/error.h"
#include "sched/time.h"

namespace redquill::sched {

/// How much may wait.
struct Bounds {
  size_t workers = 1;
  Duration wait{std::chrono::seconds(2)};  ///< Longest wait a new job may expect.
  size_t jobs = 256;                       ///< Jobs that may wait, whatever they cost.
  /// What one client may have waiting, as a multiple of the room that is left: with 4, a client
  /// alone fills 4/5 of the queue and leaves 1/5 to those who come later (Choudhury and Hahne,
  /// "Dynamic queue length thresholds for shared-memory packet switches", IEEE/ACM Transactions on
  /// Networking 6(2), 1998). 0: no such bound.
  double share = 0;
};

/// What is there when a job knocks. Durations are estimates of one worker's work.
struct Backlog {
  Duration waiting{0};         ///< Of all jobs that wait.
  Duration running{0};         ///< What is left of those that run.
  Duration client_waiting{0};  ///< Of the waiting ones, what belongs to the new job's client.
  size_t jobs = 0;             ///< How many wait.
  size_t free = 0;             ///< Workers with nothing to do.
};

struct Admission {
  bool admitted = false;
  Duration wait{0};         ///< How long it would wait for a worker.
  Duration retry_after{0};  ///< Refused: when the same job would be let in, if nobody else comes.
  bool too_late = false;    ///< Refused only because its deadline can't be kept.
};

/// Whether a job of that cost may wait. `left` is the time to its deadline. A free worker takes any
/// job that can be done in time; behind a queue the estimated wait, the number of jobs and the
/// client's share are bounded. A pure function.
Admission Admit(const Bounds& bounds, const Backlog& backlog, Duration cost,
                Duration left = Duration::max());

/// What a client should put between two tries, in whole seconds for Retry-After: at least 1.
int64_t RetryAfterSeconds(Duration retry_after);

}  // namespace redquill::sched

#endif  // REDQUILL_SCHED_ADMISSION_H_
