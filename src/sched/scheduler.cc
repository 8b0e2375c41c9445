#include "sched/scheduler.h"

#include <algorithm>
#include <system_error>
#include <utility>

#include "base/thread_priority.h"

namespace redquill::sched {
namespace {

Refused Overloaded(const Admission& admission, size_t waiting) {
  const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(admission.wait).count();
  const std::string why =
      admission.too_late
          ? "The work can't be done by the time that the request sets: the wait alone is " +
                std::to_string(ms) + " ms. Allow more time or try again later."
          : "Too much waits already (" + std::to_string(waiting) + " requests, " +
                std::to_string(ms) + " ms). Try again after the time in Retry-After.";
  return {{Code::kOverloaded, why, {}}, admission.retry_after};
}

}  // namespace

Result<std::unique_ptr<Scheduler>> Scheduler::Start(const SchedulerSettings& settings) {
  if (settings.bounds.workers == 0) {
    return Fail(Code::kInvalidArgument, "A scheduler needs at least one worker.");
  }
  std::unique_ptr<Scheduler> made(new Scheduler(settings));
  try {
    for (size_t i = 0; i < settings.bounds.workers; ++i) {
      made->threads_.emplace_back([&scheduler = *made] { scheduler.Serve(); });
    }
  } catch (const std::system_error& error) {
    return Fail(Code::kUnavailable, "The system gives no more threads (" +
                                        std::string(error.what()) +
                                        "). Use fewer workers or raise the limit of processes.");
  }
  return made;
}

Scheduler::~Scheduler() { Finish(); }

Duration Scheduler::Remaining(TimePoint now) const {
  Duration left{0};
  for (const auto& [ticket, job] : running_) {
    left += std::max(Duration(0), job.cost - (now - job.since));
  }
  return left;
}

Backlog Scheduler::BacklogFor(const std::string& client, TimePoint now) const {
  return {queue_.work(), Remaining(now), queue_.WorkOf(client), queue_.size(),
          settings_.bounds.workers - running_.size()};
}

tl::expected<Scheduler::Ticket, Refused> Scheduler::Submit(Ask ask, Work work) {
  Ticket ticket = 0;
  {
    const std::lock_guard lock(mutex_);
    if (finishing_) {
      return tl::unexpected<Refused>(
          Refused{{Code::kUnavailable, "The server is stopping.", {}}, Duration(0)});
    }
    const TimePoint now = Clock::now();
    const Duration estimate = std::max(ask.cost, Duration(1));
    ask.cost = Duration(static_cast<Duration::rep>(
        std::max(1.0, static_cast<double>(estimate.count()) * drift_[ask.model].factor())));
    const Duration left =
        ask.deadline == TimePoint::max() ? Duration::max() : Duration(ask.deadline - now);
    const auto admission = Admit(settings_.bounds, BacklogFor(ask.client, now), ask.cost, left);
    if (!admission.admitted) {
      return tl::unexpected<Refused>(Overloaded(admission, queue_.size()));
    }
    ticket = ++last_;
    pending_.emplace(ticket, Pending{std::move(work), estimate});
    queue_.Push({ticket, std::move(ask.client), std::move(ask.model), ask.cost, now, ask.deadline});
  }
  job_ready_.notify_one();
  return ticket;
}

bool Scheduler::Withdraw(Ticket ticket) {
  decltype(pending_)::node_type unwanted;  // Destroyed after the lock is given back.
  const std::lock_guard lock(mutex_);
  if (!queue_.Remove(ticket)) return false;
  unwanted = pending_.extract(ticket);
  return true;
}

Load Scheduler::load() const {
  const std::lock_guard lock(mutex_);
  const TimePoint now = Clock::now();
  const auto workers = static_cast<Duration::rep>(settings_.bounds.workers);
  Load load{queue_.size(), running_.size(), settings_.bounds.workers, queue_.work()};
  if (load.running == load.workers) load.wait = (load.work + Remaining(now)) / workers;
  load.oldest_wait = queue_.OldestWait(now);
  return load;
}

void Scheduler::Finish() {
  {
    const std::lock_guard lock(mutex_);
    finishing_ = true;
  }
  job_ready_.notify_all();
  for (auto& thread : threads_) thread.join();
  threads_.clear();
}

void Scheduler::Serve() {
  if (settings_.step_back > 0) StepBack(settings_.step_back);
  std::unique_lock lock(mutex_);
  for (;;) {
    job_ready_.wait(lock, [this] { return finishing_ || queue_.size() > 0; });
    if (queue_.size() == 0) return;
    std::vector<Waiting> hopeless;
    std::vector<Pending> late;
    const auto job = queue_.Pop(Clock::now(), &hopeless);
    for (const auto& one : hopeless) late.push_back(std::move(pending_.extract(one.id).mapped()));
    std::optional<Pending> next;
    if (job) {
      next = std::move(pending_.extract(job->id).mapped());
      running_[job->id] = {job->cost, Clock::now()};
    }
    lock.unlock();
    for (auto& one : late) one.work.too_late();
    late.clear();
    const TimePoint start = Clock::now();
    if (next) next->work.run();
    const Duration took = Clock::now() - start;
    if (next) next->work = {};  // What it holds is released outside the lock.
    lock.lock();
    if (!job) continue;
    running_.erase(job->id);
    drift_[job->model].Saw(next->estimate, took);
  }
}

}  // namespace redquill::sched
