#ifndef REDQUILL_SCHED_WORKER_POOL_H_
#define REDQUILL_SCHED_WORKER_POOL_H_

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "base/error.h"

namespace redquill::sched {

using Duration = std::chrono::nanoseconds;

/// How long a job that comes now waits until a worker takes it: `ahead` jobs (waiting and running)
/// of `mean` each, shared among `workers`, of which one must become free first. Zero if a worker is
/// free.
Duration ExpectedWait(size_t ahead, Duration mean, size_t workers);

/// Threads that run jobs in the order they came, behind a queue of bounded length: what doesn't fit
/// is refused at once, so that waiting never grows without limit. Every method may be called from
/// any thread but a worker's own.
class WorkerPool {
 public:
  /// Starts `workers` threads (at least one) with room for `queue` jobs that wait. kUnavailable
  /// when the system gives no more threads.
  static Result<std::unique_ptr<WorkerPool>> Start(size_t workers, size_t queue);

  /// Finishes.
  ~WorkerPool();
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;

  /// Hands over a job, which must not throw. It runs once, on some worker. kOverloaded when every
  /// worker is busy and the queue is full, kUnavailable after Finish; the job is then not run.
  Result<void> Submit(std::function<void()> job);

  /// ExpectedWait for a job submitted now, by a moving mean of how long jobs took.
  Duration Wait() const;

  /// Refuses new jobs, lets the waiting and the running ones end, and joins the threads. Safe to
  /// call twice.
  void Finish();

  size_t workers() const { return workers_; }

 private:
  WorkerPool(size_t workers, size_t queue) : workers_(workers), queue_limit_(queue) {}
  void Work();

  const size_t workers_, queue_limit_;
  mutable std::mutex mutex_;
  std::condition_variable job_ready_;
  std::deque<std::function<void()>> waiting_;  // Everything from here on under mutex_.
  size_t running_ = 0;
  Duration mean_{0};
  bool finishing_ = false;
  std::vector<std::thread> threads_;  // Filled by Start, emptied by Finish.
};

}  // namespace redquill::sched

#endif  // REDQUILL_SCHED_WORKER_POOL_H_
