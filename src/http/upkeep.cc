#include "http/upkeep.h"

#include <utility>

namespace redquill::http {

Upkeep::Upkeep(std::chrono::milliseconds interval, std::function<void()> work)
    : interval_(interval), work_(std::move(work)), thread_([this] { Run(); }) {}

Upkeep::~Upkeep() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

void Upkeep::Ask() {
  {
    const std::lock_guard lock(mutex_);
    asked_ = true;
  }
  changed_.notify_all();
}

void Upkeep::Run() {
  std::unique_lock lock(mutex_);
  const auto wanted = [this] { return asked_ || stopping_; };
  for (;;) {
    if (interval_.count() > 0) {
      changed_.wait_for(lock, interval_, wanted);
    } else {
      changed_.wait(lock, wanted);
    }
    if (stopping_) return;
    asked_ = false;
    lock.unlock();
    work_();
    lock.lock();
  }
}

}  // namespace redquill::http
