#include "train/feature/parallel.h"

#include <algorithm>
#include <atomic>
#include <thread>
#include <vector>

namespace redquill::train {

void ParallelFor(size_t count, int threads, const std::function<void(size_t)>& work) {
  const size_t helpers = std::min(count, static_cast<size_t>(std::max(threads, 1)));
  if (helpers <= 1) {
    for (size_t i = 0; i < count; ++i) work(i);
    return;
  }
  std::atomic<size_t> next = 0;
  std::vector<std::jthread> pool;
  for (size_t t = 0; t < helpers; ++t) {
    pool.emplace_back([&] {
      for (size_t i = next++; i < count; i = next++) work(i);
    });
  }
}

}  // namespace redquill::train
