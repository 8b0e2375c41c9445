#ifndef REDQUILL_BASE_PROGRESS_H_
#define REDQUILL_BASE_PROGRESS_H_

#include <chrono>
#include <cstdint>
#include <string>

namespace redquill {

/// A progress bar on stderr for anything that may last over two seconds. On a terminal it redraws
/// one line (share done, count, rate, time left); elsewhere it stays silent but for a line every 30
/// seconds, so that a log shows that work goes on. Used by one thread at a time.
class Progress {
 public:
  /// `total` 0: not known; then the count and the rate are shown without a share. `unit` is a
  /// plural noun, such as "essays". `quiet` draws nothing at all.
  Progress(std::string what, uint64_t total, std::string unit, bool quiet = false);
  /// Ends the line if one was drawn.
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  /// Says that `done` were done before, by a run that was interrupted: they count as done, but not
  /// for the rate.
  void Resume(uint64_t done) { done_ = before_ = done; }

  /// Says that `done` in all are done; draws at most ten times a second.
  void Set(uint64_t done);
  void Add(uint64_t more) { Set(done_ + more); }
  /// A short remark behind the bar, such as "fold 2 of 5".
  void Note(std::string note);

 private:
  void Draw(bool last);

  using Clock = std::chrono::steady_clock;
  std::string what_, unit_, note_;
  uint64_t total_, done_ = 0, before_ = 0;
  bool quiet_, terminal_, drawn_ = false;
  Clock::time_point start_, last_draw_;
};

}  // namespace redquill

#endif  // REDQUILL_BASE_PROGRESS_H_
