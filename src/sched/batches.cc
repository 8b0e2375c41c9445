#include "sched/batches.h"

#include <algorithm>
#include <numeric>

namespace redquill::sched {

std::vector<Batch> FormBatches(std::span<const size_t> lengths, const BatchBounds& bounds) {
  std::vector<size_t> order(lengths.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](size_t a, size_t b) { return lengths[a] < lengths[b]; });
  std::vector<Batch> batches;
  size_t tokens = 0;  // Of the last batch's texts, without padding.
  for (const size_t index : order) {
    const size_t length = lengths[index];
    const auto fits = [&](const Batch& batch) {
      const size_t count = batch.members.size() + 1;
      if (count > bounds.members || length > bounds.tokens / count) return false;
      const double area = static_cast<double>(count * length);
      return area - static_cast<double>(tokens + length) <= bounds.padding * area;
    };
    if (batches.empty() || !fits(batches.back())) {
      batches.emplace_back();
      tokens = 0;
    }
    batches.back().members.push_back(index);
    batches.back().length = length;
    tokens += length;
  }
  const auto oldest = [](const Batch& batch) {
    return *std::min_element(batch.members.begin(), batch.members.end());
  };
  std::sort(batches.begin(), batches.end(),
            [&](const Batch& a, const Batch& b) { return oldest(a) < oldest(b); });
  return batches;
}

}  // namespace redquill::sched
