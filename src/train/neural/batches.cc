#include "train/neural/batches.h"

#include <algorithm>
#include <numeric>

namespace redquill::train {

std::vector<std::vector<size_t>> MakeBatches(std::span<const size_t> lengths, size_t budget,
                                             size_t pool, Random* random) {
  std::vector<size_t> order(lengths.size());
  std::iota(order.begin(), order.end(), size_t{0});
  random->Shuffle(order);
  std::vector<std::vector<size_t>> batches;
  for (size_t begin = 0; begin < order.size();) {
    size_t end = begin, tokens = 0;
    while (end < order.size() && tokens < budget * pool) tokens += lengths[order[end++]];
    std::sort(order.begin() + static_cast<std::ptrdiff_t>(begin),
              order.begin() + static_cast<std::ptrdiff_t>(end), [&](size_t a, size_t b) {
                return lengths[a] != lengths[b] ? lengths[a] > lengths[b] : a < b;
              });
    for (size_t i = begin; i < end;) {
      const size_t most = std::max<size_t>(1, budget / std::max<size_t>(1, lengths[order[i]]));
      const size_t next = std::min(end, i + most);
      batches.emplace_back(order.begin() + static_cast<std::ptrdiff_t>(i),
                           order.begin() + static_cast<std::ptrdiff_t>(next));
      i = next;
    }
    begin = end;
  }
  random->Shuffle(batches);
  return batches;
}

}  // namespace redquill::train
