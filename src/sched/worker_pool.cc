#include "sched/worker_pool.h"

#include <system_error>
#include <utility>

namespace redquill::sched {

Duration ExpectedWait(size_t ahead, Duration mean, size_t workers) {
  if (ahead < workers) return Duration{0};
  return mean * static_cast<Duration::rep>(ahead - workers + 1) /
         static_cast<Duration::rep>(workers);
}

Result<std::unique_ptr<WorkerPool>> WorkerPool::Start(size_t workers, size_t queue) {
  if (workers == 0) return Fail(Code::kInvalidArgument, "A pool needs at least one worker.");
  std::unique_ptr<WorkerPool> pool(new WorkerPool(workers, queue));
  try {
    for (size_t i = 0; i < workers; ++i) pool->threads_.emplace_back([&p = *pool] { p.Work(); });
  } catch (const std::system_error& error) {
    return Fail(Code::kUnavailable, "The system gives no more threads (" +
                                        std::string(error.what()) +
                                        "). Use fewer workers or raise the limit of processes.");
  }
  return pool;
}

WorkerPool::~WorkerPool() { Finish(); }

Result<void> WorkerPool::Submit(std::function<void()> job) {
  {
    const std::lock_guard lock(mutex_);
    if (finishing_) return Fail(Code::kUnavailable, "The server is stopping.");
    // A free worker takes its job from the queue too, so jobs for free workers don't count.
    const size_t free = workers_ - running_;
    if (waiting_.size() >= queue_limit_ + free) {
      return Fail(Code::kOverloaded,
                  "Every worker is busy and " + std::to_string(waiting_.size()) +
                      " requests wait already. Try again after the time in Retry-After.");
    }
    waiting_.push_back(std::move(job));
  }
  job_ready_.notify_one();
  return {};
}

Duration WorkerPool::Wait() const {
  const std::lock_guard lock(mutex_);
  return ExpectedWait(waiting_.size() + running_, mean_, workers_);
}

void WorkerPool::Finish() {
  {
    const std::lock_guard lock(mutex_);
    finishing_ = true;
  }
  job_ready_.notify_all();
  for (auto& thread : threads_) thread.join();
  threads_.clear();
}

void WorkerPool::Work() {
  using Clock = std::chrono::steady_clock;
  std::unique_lock lock(mutex_);
  for (;;) {
    job_ready_.wait(lock, [this] { return finishing_ || !waiting_.empty(); });
    if (waiting_.empty()) return;
    auto job = std::move(waiting_.front());
    waiting_.pop_front();
    ++running_;
    lock.unlock();
    const auto start = Clock::now();
    job();
    job = nullptr;  // What the job holds is released outside the lock.
    const Duration took = Clock::now() - start;
    lock.lock();
    --running_;
    mean_ = mean_ == Duration{0} ? took : mean_ + (took - mean_) / 16;
  }
}

}  // namespace redquill::sched
