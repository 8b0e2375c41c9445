#include "base/progress.h"

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <utility>

namespace redquill {
namespace {

std::string Duration(double seconds) {
  char text[32];
  const auto whole = static_cast<long>(seconds + 0.5);
  std::snprintf(text, sizeof text, "%ld:%02ld", whole / 60, whole % 60);
  return text;
}

}  // namespace

Progress::Progress(std::string what, uint64_t total, std::string unit, bool quiet)
    : what_(std::move(what)),
      unit_(std::move(unit)),
      total_(total),
      quiet_(quiet),
      terminal_(::isatty(STDERR_FILENO) == 1),
      start_(Clock::now()),
      last_draw_(start_) {}

Progress::~Progress() {
  if (quiet_ || !drawn_) return;
  Draw(true);
  if (terminal_) std::fputc('\n', stderr);
}

void Progress::Set(uint64_t done) {
  done_ = done;
  const auto pause = terminal_ ? std::chrono::milliseconds(100) : std::chrono::seconds(30);
  if (!quiet_ && Clock::now() - last_draw_ >= pause) Draw(false);
}

void Progress::Note(std::string note) { note_ = std::move(note); }

void Progress::Draw(bool last) {
  const auto now = Clock::now();
  const double elapsed = std::chrono::duration<double>(now - start_).count();
  const double rate = elapsed > 0 ? static_cast<double>(done_ - before_) / elapsed : 0;
  std::string line = what_ + " ";
  if (total_ > 0) {
    const double share = std::min(1.0, static_cast<double>(done_) / static_cast<double>(total_));
    constexpr int kWidth = 24;
    const int full = static_cast<int>(share * kWidth);
    line += "[" + std::string(full, '#') + std::string(kWidth - full, '.') + "] ";
    line += std::to_string(static_cast<int>(share * 100)) + "% " + std::to_string(done_) + "/" +
            std::to_string(total_) + " " + unit_;
    if (last) {
      line += ", " + Duration(elapsed);
    } else if (rate > 0) {
      line +=
          ", " + Duration(static_cast<double>(total_ - std::min(done_, total_)) / rate) + " left";
    }
  } else {
    line += std::to_string(done_) + " " + unit_ + ", " + Duration(elapsed);
  }
  if (!note_.empty()) line += ", " + note_;
  std::fprintf(stderr, terminal_ ? "\r\x1b[K%s" : "%s\n", line.c_str());
  std::fflush(stderr);
  last_draw_ = now;
  drawn_ = true;
}

}  // namespace redquill
