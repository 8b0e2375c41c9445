#ifndef REDQUILL_CACHE_COURIER_H_
#define REDQUILL_CACHE_COURIER_H_

#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>

namespace redquill::cache {

/// Runs errands one after another on a thread of its own, so that whoever has one never waits for a
/// database longer than it wants to. Errands own what they use: one may run, or end, after its
/// asker went on. Safe from many threads.
class Courier {
 public:
  explicit Courier(size_t most_waiting);
  /// Runs what waits, then ends.
  ~Courier();

  /// Whether the errand was done within `wait`. At once false, and never run, where one before it
  /// has taken that long already.
  bool Ask(std::function<void()> errand, std::chrono::milliseconds wait);
  /// To be run soon; false where too many wait.
  bool Send(std::function<void()> errand);
  /// Until all sent so far was run.
  void Flush();

 private:
  using Clock = std::chrono::steady_clock;
  void Run();

  const size_t most_waiting_;
  std::mutex mutex_;
  std::condition_variable sent_, done_;
  std::deque<std::function<void()>> errands_;
  uint64_t sent_count_ = 0, done_count_ = 0;
  std::optional<Clock::time_point> busy_since_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace redquill::cache

#endif  // REDQUILL_CACHE_COURIER_H_
