#include "cache/distance.h"

#include <array>

#include "base/isa_clones.h"

namespace redquill::cache {
namespace {

// As many running sums as two of the widest registers hold: the compiler may not reorder a single
// one, and each add would wait for the one before.
constexpr size_t kLanes = 32;
using Lanes = std::array<float, kLanes>;

}  // namespace

REDQUILL_CLONES float InnerProduct(const float* a, const float* b, size_t width) {
  Lanes lanes{};
  size_t i = 0;
  for (; i + kLanes <= width; i += kLanes) {
    for (size_t lane = 0; lane < kLanes; ++lane) lanes[lane] += a[i + lane] * b[i + lane];
  }
  for (size_t lane = 0; i < width; ++i, ++lane) lanes[lane] += a[i] * b[i];
  float sum = 0;
  for (const float lane : lanes) sum += lane;
  return sum;
}

REDQUILL_CLONES float SquaredDistance(const float* a, const float* b, size_t width) {
  Lanes lanes{};
  size_t i = 0;
  for (; i + kLanes <= width; i += kLanes) {
    for (size_t lane = 0; lane < kLanes; ++lane) {
      const float apart = a[i + lane] - b[i + lane];
      lanes[lane] += apart * apart;
    }
  }
  for (size_t lane = 0; i < width; ++i, ++lane) lanes[lane] += (a[i] - b[i]) * (a[i] - b[i]);
  float sum = 0;
  for (const float lane : lanes) sum += lane;
  return sum;
}

}  // namespace redquill::cache
