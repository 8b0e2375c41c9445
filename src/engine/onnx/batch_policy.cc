#include "engine/onnx/batch_policy.h"

#include <algorithm>
#include <numeric>

namespace redquill::engine::onnx {

std::vector<size_t> PickBatch(std::span<const int64_t> lengths, int64_t budget) {
  std::vector<size_t> order(lengths.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](size_t a, size_t b) { return lengths[a] < lengths[b]; });
  const auto oldest =
      static_cast<size_t>(std::find(order.begin(), order.end(), size_t{0}) - order.begin());
  // A batch that ends at `last` is padded to it; of as many texts the first found is the shortest.
  size_t first = oldest, count = 1;
  for (size_t last = oldest; last < order.size(); ++last) {
    const int64_t fit = budget / std::max<int64_t>(lengths[order[last]], 1);
    const size_t rows = std::min(static_cast<size_t>(std::max<int64_t>(fit, 0)), last + 1);
    const size_t from = last + 1 - rows;
    if (rows == 0 || from > oldest || rows <= count) continue;
    first = from;
    count = rows;
  }
  return {order.begin() + static_cast<std::ptrdiff_t>(first),
          order.begin() + static_cast<std::ptrdiff_t>(first + count)};
}

}  // namespace redquill::engine::onnx
