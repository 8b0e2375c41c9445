#include "base/backoff.h"

#include <algorithm>

namespace redquill {

std::chrono::milliseconds FullJitter(const Backoff& backoff, int attempt, Random* random) {
  const int doublings = std::clamp(attempt - 1, 0, 30);
  const double bound = std::min(
      static_cast<double>(backoff.most.count()),
      static_cast<double>(backoff.first.count()) * static_cast<double>(int64_t{1} << doublings));
  return std::chrono::milliseconds(static_cast<int64_t>(random->Unit() * (bound + 1)));
}

}  // namespace redquill
