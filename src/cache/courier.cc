#include "cache/courier.h"

#include <utility>

namespace redquill::cache {

Courier::Courier(size_t most_waiting) : most_waiting_(most_waiting), thread_([this] { Run(); }) {}

Courier::~Courier() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  sent_.notify_all();
  thread_.join();
}

bool Courier::Ask(std::function<void()> errand, std::chrono::milliseconds wait) {
  std::unique_lock lock(mutex_);
  const bool hangs = busy_since_ && Clock::now() - *busy_since_ > wait;
  if (hangs || stopping_ || errands_.size() >= most_waiting_) return false;
  errands_.push_back(std::move(errand));
  const uint64_t mine = ++sent_count_;
  sent_.notify_one();
  return done_.wait_for(lock, wait, [&] { return done_count_ >= mine; });
}

bool Courier::Send(std::function<void()> errand) {
  const std::lock_guard lock(mutex_);
  if (stopping_ || errands_.size() >= most_waiting_) return false;
  errands_.push_back(std::move(errand));
  ++sent_count_;
  sent_.notify_one();
  return true;
}

void Courier::Flush() {
  std::unique_lock lock(mutex_);
  const uint64_t last = sent_count_;
  done_.wait(lock, [&] { return done_count_ >= last; });
}

void Courier::Run() {
  std::unique_lock lock(mutex_);
  for (;;) {
    sent_.wait(lock, [&] { return stopping_ || !errands_.empty(); });
    if (errands_.empty()) return;
    const auto errand = std::move(errands_.front());
    errands_.pop_front();
    busy_since_ = Clock::now();
    lock.unlock();
    errand();
    lock.lock();
    busy_since_.reset();
    ++done_count_;
    done_.notify_all();
  }
}

}  // namespace redquill::cache
