#include "redquill/ordered_scoring.h"

#include <algorithm>

namespace redquill::app {
namespace {

constexpr size_t kHeldPerThread = 4;

}  // namespace

OrderedScoring::OrderedScoring(const scoring::Service& service, ScoringOptions options,
                               Deliver deliver)
    : service_(service), options_(std::move(options)), deliver_(std::move(deliver)) {
  for (unsigned t = 0; t < std::max(1u, options_.threads); ++t) {
    threads_.emplace_back([this] { Work(); });
  }
}

OrderedScoring::~OrderedScoring() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = stopped_ = true;
  }
  to_score_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

bool OrderedScoring::Submit(table::EssayRow row) {
  std::unique_lock lock(mutex_);
  const size_t most = kHeldPerThread * threads_.size();
  delivered_.wait(lock, [&] { return stopped_ || slots_.size() < most; });
  if (stopped_) return false;
  slots_.push_back(std::make_unique<Slot>());
  slots_.back()->row = std::move(row);
  to_score_.notify_one();
  return true;
}

bool OrderedScoring::Finish() {
  std::unique_lock lock(mutex_);
  delivered_.wait(lock, [&] { return stopped_ || slots_.empty(); });
  return !stopped_;
}

void OrderedScoring::Work() {
  std::unique_lock lock(mutex_);
  for (;;) {
    to_score_.wait(lock, [&] { return ending_ || (!stopped_ && taken_ < slots_.size()); });
    if (ending_) return;
    Slot& slot = *slots_[taken_++];
    lock.unlock();
    slot.outcome = Score(slot.row);
    lock.lock();
    slot.done = true;
    if (!delivering_) DeliverDone(lock);
  }
}

Result<scoring::Answer> OrderedScoring::Score(const table::EssayRow& row) const {
  if (row.error) return Failure(*row.error);
  const std::string& prompt = options_.prompt.empty() ? row.prompt : options_.prompt;
  return service_.Score({row.text, options_.model, prompt, options_.explain});
}

void OrderedScoring::DeliverDone(std::unique_lock<std::mutex>& lock) {
  delivering_ = true;
  while (!stopped_ && !slots_.empty() && slots_.front()->done) {
    // The slot keeps its place until it is delivered, so that Finish waits for it.
    const Slot& slot = *slots_.front();
    lock.unlock();
    const bool go_on = deliver_(slot.row, slot.outcome);
    lock.lock();
    slots_.pop_front();
    --taken_;
    stopped_ = stopped_ || !go_on;
    delivered_.notify_all();
  }
  delivering_ = false;
}

}  // namespace redquill::app
