#include "train/neural/softmax_rows.h"

#include <algorithm>
#include <bit>
#include <vector>

#include "base/isa_clones.h"

namespace redquill::train {
namespace {

#define REDQUILL_INLINE [[gnu::always_inline]] inline

// e^x for x <= 0, to 2e-7: 2^n times a polynomial of the rest, after Cephes. Below -87 it is 0 to
// within the smallest float.
REDQUILL_INLINE float Exp(float x) {
  x = std::max(x, -87.0f);
  // Adding 1.5 * 2^23 rounds to a whole number, which then stands in the low bits.
  const float shifted = x * 1.44269504088896341f + 12582912.0f;
  const float n = shifted - 12582912.0f;
  const float r = (x - n * 0.693359375f) - n * -2.12194440e-4f;
  float p = 1.9875691500e-4f;
  p = p * r + 1.3981999507e-3f;
  p = p * r + 8.3334519073e-3f;
  p = p * r + 4.1665795894e-2f;
  p = p * r + 1.6666665459e-1f;
  p = p * r + 5.0000001201e-1f;
  p = p * r * r + r + 1.0f;
  const uint32_t power = (std::bit_cast<uint32_t>(shifted) - 0x4B400000u + 127u) << 23;
  return p * std::bit_cast<float>(power);
}

// Sums and maxima run in lanes: the compiler may not reorder a plain sum of floats.
constexpr size_t kLanes = 16;

template <typename T>
REDQUILL_INLINE void SoftmaxRow(size_t columns, float scale, T* x, float* e) {
  float most[kLanes], sum[kLanes];
  for (size_t l = 0; l < kLanes; ++l) most[l] = scale * AsFloat(x[0]), sum[l] = 0;
  const size_t whole = columns - columns % kLanes;
  for (size_t i = 0; i < whole; i += kLanes) {
    for (size_t l = 0; l < kLanes; ++l) {
      e[i + l] = scale * AsFloat(x[i + l]);
      most[l] = most[l] > e[i + l] ? most[l] : e[i + l];
    }
  }
  for (size_t i = whole; i < columns; ++i)
    most[0] = std::max(most[0], e[i] = scale * AsFloat(x[i]));
  float largest = most[0];
  for (size_t l = 1; l < kLanes; ++l) largest = std::max(largest, most[l]);
  for (size_t i = 0; i < whole; i += kLanes) {
    for (size_t l = 0; l < kLanes; ++l) sum[l] += e[i + l] = Exp(e[i + l] - largest);
  }
  for (size_t i = whole; i < columns; ++i) sum[0] += e[i] = Exp(e[i] - largest);
  float all = 0;
  for (size_t l = 0; l < kLanes; ++l) all += sum[l];
  const float part = 1 / all;
  for (size_t i = 0; i < columns; ++i) Store(e[i] * part, &x[i]);
}

template <typename T>
REDQUILL_INLINE void BackwardRow(size_t columns, float scale, const T* p, T* d) {
  float sum[kLanes] = {};
  const size_t whole = columns - columns % kLanes;
  for (size_t i = 0; i < whole; i += kLanes) {
    for (size_t l = 0; l < kLanes; ++l) sum[l] += AsFloat(p[i + l]) * AsFloat(d[i + l]);
  }
  for (size_t i = whole; i < columns; ++i) sum[0] += AsFloat(p[i]) * AsFloat(d[i]);
  float all = 0;
  for (size_t l = 0; l < kLanes; ++l) all += sum[l];
  for (size_t i = 0; i < columns; ++i) Store(scale * AsFloat(p[i]) * (AsFloat(d[i]) - all), &d[i]);
}

template <typename T>
REDQUILL_INLINE void CausalRows(size_t first, size_t rows, size_t columns, float scale, T* x,
                                float* e) {
  for (size_t r = 0; r < rows; ++r) {
    const size_t sees = (first + r) % columns + 1;
    SoftmaxRow(sees, scale, x + r * columns, e);
    std::fill(x + r * columns + sees, x + (r + 1) * columns, T{});
  }
}

}  // namespace

REDQUILL_CLONES void SoftmaxRows(size_t rows, size_t columns, float scale, float* x) {
  std::vector<float> e(columns);
  for (size_t r = 0; r < rows; ++r) SoftmaxRow(columns, scale, x + r * columns, e.data());
}

REDQUILL_CLONES void SoftmaxRows(size_t rows, size_t columns, float scale, Bf16* x) {
  std::vector<float> e(columns);
  for (size_t r = 0; r < rows; ++r) SoftmaxRow(columns, scale, x + r * columns, e.data());
}

REDQUILL_CLONES void SoftmaxCausalRows(size_t first, size_t rows, size_t columns, float scale,
                                       float* x) {
  std::vector<float> e(columns);
  CausalRows(first, rows, columns, scale, x, e.data());
}

REDQUILL_CLONES void SoftmaxCausalRows(size_t first, size_t rows, size_t columns, float scale,
                                       Bf16* x) {
  std::vector<float> e(columns);
  CausalRows(first, rows, columns, scale, x, e.data());
}

REDQUILL_CLONES void SoftmaxRowsBackward(size_t rows, size_t columns, float scale, const float* p,
                                         float* d) {
  for (size_t r = 0; r < rows; ++r) BackwardRow(columns, scale, p + r * columns, d + r * columns);
}

REDQUILL_CLONES void SoftmaxRowsBackward(size_t rows, size_t columns, float scale, const Bf16* p,
                                         Bf16* d) {
  for (size_t r = 0; r < rows; ++r) BackwardRow(columns, scale, p + r * columns, d + r * columns);
}

}  // namespace redquill::train
