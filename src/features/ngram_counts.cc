#include "features/ngram_counts.h"

#include <array>
#include <bit>
#include <cmath>
#include <cstdlib>

#include "features/numbers.h"

namespace redquill::features {
namespace {

/// log(1 + count), from a table where it is small.
float LogOfCount(int32_t count) {
  static const auto table = [] {
    std::array<float, 256> logs{};
    for (size_t c = 0; c < logs.size(); ++c) {
      logs[c] = static_cast<float>(Log(1.0 + static_cast<double>(c)));
    }
    return logs;
  }();
  const auto c = static_cast<size_t>(count);
  return c < table.size() ? table[c] : static_cast<float>(Log(1.0 + static_cast<double>(c)));
}

}  // namespace

NgramCounts::NgramCounts(int bits)
    : shift_(64 - bits), counts_(size_t{1} << bits), touched_((counts_.size() + 63) / 64) {}

HashedNgrams NgramCounts::Take() {
  HashedNgrams block;
  size_t most = 0;
  for (const uint64_t word : touched_) most += static_cast<size_t>(std::popcount(word));
  block.index.reserve(most);
  block.value.reserve(most);
  double squares = 0;
  for (size_t w = 0; w < touched_.size(); ++w) {
    for (uint64_t left = touched_[w]; left != 0; left &= left - 1) {
      const auto column =
          static_cast<uint32_t>(w * 64 + static_cast<size_t>(std::countr_zero(left)));
      const int32_t count = counts_[column];
      counts_[column] = 0;
      if (count == 0) continue;  // Opposite signs have cancelled.
      const float log = LogOfCount(std::abs(count));
      squares += static_cast<double>(log) * static_cast<double>(log);
      block.index.push_back(column);
      block.value.push_back(count < 0 ? -log : log);
    }
    touched_[w] = 0;
  }
  const double scale = squares > 0 ? 1.0 / std::sqrt(squares) : 0.0;
  for (float& value : block.value) {
    value = static_cast<float>(static_cast<double>(value) * scale);
  }
  return block;
}

}  // namespace redquill::features
