#include "train/neural/softmax_rows.h"

#include <algorithm>
#include <cstring>
#include <limits>
#include <vector>

#include "base/isa_clones.h"

namespace redquill::train {
namespace {

#define REDQUILL_INLINE [[gnu::always_inline]] inline

// Numbers that are computed side by side. Left to itself GCC computes one by one for AVX2 what it
// does side by side for AVX-512; wider ones it takes apart there again.
constexpr size_t kLanes = 8;
using Floats [[gnu::vector_size(kLanes * sizeof(float))]] = float;
using Words [[gnu::vector_size(kLanes * sizeof(uint32_t))]] = uint32_t;
using Halves [[gnu::vector_size(kLanes * sizeof(Bf16))]] = Bf16;

REDQUILL_INLINE void Load(const float* from, Floats* to) { std::memcpy(to, from, sizeof *to); }
REDQUILL_INLINE void Load(const Bf16* from, Floats* to) {
  Halves upper;
  std::memcpy(&upper, from, sizeof upper);
  *to = reinterpret_cast<Floats>(__builtin_convertvector(upper, Words) << 16);
}

REDQUILL_INLINE void Save(const Floats& x, float* to) { std::memcpy(to, &x, sizeof x); }
REDQUILL_INLINE void Save(const Floats& x, Bf16* to) {
  const Words bits = reinterpret_cast<Words>(x);
  const Halves upper = __builtin_convertvector((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16, Halves);
  std::memcpy(to, &upper, sizeof upper);
}

// Makes e^x of x <= 0, to 2e-7: 2^n times a polynomial of the rest, after Cephes. Below -87 it is 0
// to within the smallest float.
REDQUILL_INLINE void Exp(Floats* number) {
  const Floats x = *number < -87.0f ? Floats{} - 87.0f : *number;
  // Adding 1.5 * 2^23 rounds to a whole number, which then stands in the low bits.
  const Floats shifted = x * 1.44269504088896341f + 12582912.0f;
  const Floats n = shifted - 12582912.0f;
  const Floats r = (x - n * 0.693359375f) - n * -2.12194440e-4f;
  Floats p = 1.9875691500e-4f * r + 1.3981999507e-3f;
  p = p * r + 8.3334519073e-3f;
  p = p * r + 4.1665795894e-2f;
  p = p * r + 1.6666665459e-1f;
  p = p * r + 5.0000001201e-1f;
  p = p * r * r + r + 1.0f;
  const Words power = (reinterpret_cast<Words>(shifted) - 0x4B400000u + 127u) << 23;
  *number = p * reinterpret_cast<Floats>(power);
}

// `e` has room for the row and kLanes more.
template <typename T>
REDQUILL_INLINE void SoftmaxRow(size_t columns, float scale, T* x, float* e) {
  const size_t whole = columns - columns % kLanes;
  const size_t padded = whole == columns ? whole : whole + kLanes;
  constexpr float kLowest = std::numeric_limits<float>::lowest();
  Floats most = Floats{} + kLowest, sum = {}, v;
  for (size_t i = 0; i < padded; i += kLanes) {
    if (i < whole) {
      Load(x + i, &v);
    } else {
      for (size_t l = 0; l < kLanes; ++l) {
        v[l] = i + l < columns ? AsFloat(x[i + l]) : kLowest;  // e to it adds nothing.
      }
    }
    v *= scale;
    most = most > v ? most : v;
    Save(v, e + i);
  }
  float largest = most[0];
  for (size_t l = 1; l < kLanes; ++l) largest = std::max(largest, most[l]);
  for (size_t i = 0; i < padded; i += kLanes) {
    Load(e + i, &v);
    v -= largest;
    Exp(&v);
    sum += v;
    Save(v, e + i);
  }
  float all = 0;
  for (size_t l = 0; l < kLanes; ++l) all += sum[l];
  const float part = 1 / all;
  for (size_t i = 0; i < whole; i += kLanes) {
    Load(e + i, &v);
    Save(v * part, x + i);
  }
  for (size_t i = whole; i < columns; ++i) Store(e[i] * part, &x[i]);
}

template <typename T>
REDQUILL_INLINE void BackwardRow(size_t columns, float scale, const T* p, T* d) {
  const size_t whole = columns - columns % kLanes;
  Floats sum = {}, to, by;
  for (size_t i = 0; i < whole; i += kLanes) {
    Load(p + i, &to);
    Load(d + i, &by);
    sum += to * by;
  }
  float all = 0;
  for (size_t l = 0; l < kLanes; ++l) all += sum[l];
  for (size_t i = whole; i < columns; ++i) all += AsFloat(p[i]) * AsFloat(d[i]);
  for (size_t i = 0; i < whole; i += kLanes) {
    Load(p + i, &to);
    Load(d + i, &by);
    Save(scale * to * (by - all), d + i);
  }
  for (size_t i = whole; i < columns; ++i)
    Store(scale * AsFloat(p[i]) * (AsFloat(d[i]) - all), &d[i]);
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
  std::vector<float> e(columns + kLanes);
  for (size_t r = 0; r < rows; ++r) SoftmaxRow(columns, scale, x + r * columns, e.data());
}

REDQUILL_CLONES void SoftmaxRows(size_t rows, size_t columns, float scale, Bf16* x) {
  std::vector<float> e(columns + kLanes);
  for (size_t r = 0; r < rows; ++r) SoftmaxRow(columns, scale, x + r * columns, e.data());
}

REDQUILL_CLONES void SoftmaxCausalRows(size_t first, size_t rows, size_t columns, float scale,
                                       float* x) {
  std::vector<float> e(columns + kLanes);
  CausalRows(first, rows, columns, scale, x, e.data());
}

REDQUILL_CLONES void SoftmaxCausalRows(size_t first, size_t rows, size_t columns, float scale,
                                       Bf16* x) {
  std::vector<float> e(columns + kLanes);
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
