#ifndef REDQUILL_BASE_BACKOFF_H_
#define REDQUILL_BASE_BACKOFF_H_

#include <chrono>

#include "base/random.h"

namespace redquill {

/// How often and how long to wait before trying again.
struct Backoff {
  std::chrono::milliseconds first{200};  ///< Upper bound of the first wait.
  std::chrono::milliseconds most{20'000};
  int attempts = 9;  ///< In a row without any success; with the above about 40 s on average.
};

/// The wait before attempt `attempt` + 1 (`attempt` ≥ 1 have failed): uniform between nothing and
/// first · 2^(attempt - 1), at most `most`. "Full jitter" of Brooker, "Exponential Backoff And
/// Jitter" (AWS Architecture Blog, 2015): clients that failed together don't come back together.
std::chrono::milliseconds FullJitter(const Backoff& backoff, int attempt, Random* random);

}  // namespace redquill

#endif  // REDQUILL_BASE_BACKOFF_H_
