#ifndef REDQUILL_SCHED_SCHEDULER_H_
#define REDQUILL_SCHED_SCHEDULER_H_

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <unordered_map>
#include <vector>

#include "base/error.h"
#include "sched/admission.h"
#include "sched/cost.h"
#include "sched/fair_queue.h"

namespace redquill::sched {

/// What a job says of itself at the door.
struct Ask {
  std::string client;  ///< Whose it is; fairness is between these. May be empty.
  std::string model;
  Duration cost{0};  ///< Estimated on an idle machine; corrected by the model's Drift.
  TimePoint deadline = TimePoint::max();
};

/// What is to be done; must not throw. Exactly one of the two is called, on a worker, unless the
/// job is withdrawn before.
struct Work {
  std::function<void()> run;
  std::function<void()> too_late;  ///< Its turn came, but the deadline can't be kept any more.
};

/// Why a job was not let in, and when to try again.
struct Refused {
  Error error;
  Duration retry_after{0};
};

struct SchedulerSettings {
  Bounds bounds;  ///< bounds.workers threads run the jobs.
  Order order;
  int step_back = 0;  ///< How far the workers stand behind the process's other threads: StepBack.
};

/// What waits and runs now.
struct Load {
  size_t waiting = 0, running = 0, workers = 0;
  Duration work{0};         ///< Estimated work of the waiting jobs.
  Duration wait{0};         ///< What a job that comes now would wait.
  Duration oldest_wait{0};  ///< How long the oldest waiting job has waited.
};

/// Worker threads behind a FairQueue whose door is Admit. Every method may be called from any
/// thread but a worker's own.
class Scheduler {
 public:
  using Ticket = uint64_t;

  /// kInvalidArgument without workers, kUnavailable when the system gives no more threads.
  static Result<std::unique_ptr<Scheduler>> Start(const SchedulerSettings& settings);
  ~Scheduler();  ///< Finishes.
  Scheduler(const Scheduler&) = delete;
  Scheduler& operator=(const Scheduler&) = delete;

  /// Lets a job in or refuses it at once: kOverloaded (also where its deadline can't be kept),
  /// kUnavailable after Finish.
  tl::expected<Ticket, Refused> Submit(Ask ask, Work work);

  /// Takes back a job that waits: true, and it will never run. False if it runs, ran or was late.
  bool Withdraw(Ticket ticket);

  Load load() const;

  /// Refuses new jobs, lets the waiting and running ones end, joins the threads. Safe to call
  /// twice.
  void Finish();

 private:
  struct Pending {
    Work work;
    Duration estimate;  ///< As asked, without the drift.
  };
  struct Running {
    Duration cost;
    TimePoint since;
  };
  explicit Scheduler(const SchedulerSettings& settings)
      : settings_(settings), queue_(settings.order) {}
  void Serve();
  Duration Remaining(TimePoint now) const;
  Backlog BacklogFor(const std::string& client, TimePoint now) const;

  const SchedulerSettings settings_;
  mutable std::mutex mutex_;
  std::condition_variable job_ready_;
  FairQueue queue_;  // Everything from here on under mutex_.
  std::unordered_map<Ticket, Pending> pending_;
  std::map<Ticket, Running> running_;
  std::map<std::string, Drift> drift_;  ///< By model.
  Ticket last_ = 0;
  bool finishing_ = false;
  std::vector<std::thread> threads_;  // Filled by Start, emptied by Finish.
};

}  // namespace redquill::sched

#endif  // REDQUILL_SCHED_SCHEDULER_H_
