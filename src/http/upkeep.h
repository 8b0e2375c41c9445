#ifndef REDQUILL_HTTP_UPKEEP_H_
#define REDQUILL_HTTP_UPKEEP_H_

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

namespace redquill::http {

/// A thread that looks after a server beside its requests: runs `work` whenever it is asked to, and
/// every `interval` too (zero: only when asked). Asked while it works, it works once more.
class Upkeep {
 public:
  Upkeep(std::chrono::milliseconds interval, std::function<void()> work);
  /// Waits for the work that is being done.
  ~Upkeep();
  Upkeep(const Upkeep&) = delete;
  Upkeep& operator=(const Upkeep&) = delete;

  /// From any thread.
  void Ask();

 private:
  void Run();

  const std::chrono::milliseconds interval_;
  const std::function<void()> work_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool asked_ = false, stopping_ = false;
  std::thread thread_;
};

}  // namespace redquill::http

#endif  // REDQUILL_HTTP_UPKEEP_H_
