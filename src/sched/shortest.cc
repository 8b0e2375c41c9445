#include "sched/shortest.h"

#include <algorithm>

namespace redquill::sched {

size_t PickNext(std::span<const Candidate> window, TimePoint now, Duration patience) {
  if (now - window.front().came >= patience) return 0;
  const auto shortest =
      std::min_element(window.begin(), window.end(),
                       [](const Candidate& a, const Candidate& b) { return a.cost < b.cost; });
  return static_cast<size_t>(shortest - window.begin());
}

}  // namespace redquill::sched
