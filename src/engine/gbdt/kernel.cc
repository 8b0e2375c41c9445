#include "engine/gbdt/kernel.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstdint>

namespace redquill::engine::gbdt {
namespace {

/// A dot product in sixteen running sums, added up pairwise at the end: one order of additions
/// whatever the width of the machine's vectors.
float Dot(const float* a, const float* b, size_t n) {
  constexpr size_t kLanes = 16;
  std::array<float, kLanes> sums{};
  size_t i = 0;
  for (; i + kLanes <= n; i += kLanes) {
    for (size_t k = 0; k < kLanes; ++k) sums[k] += a[i + k] * b[i + k];
  }
  for (size_t k = 0; i < n; ++i, ++k) sums[k] += a[i] * b[i];
  for (size_t half = kLanes / 2; half > 0; half /= 2) {
    for (size_t k = 0; k < half; ++k) sums[k] += sums[k + half];
  }
  return sums[0];
}

}  // namespace

float SignedLog(float value) {
  const double x = 1.0 + std::abs(static_cast<double>(value));
  if (x == 1.0) return 0;
  // x = 2^e m with m in [1/sqrt 2, sqrt 2); log m = 2 artanh(t), t = (m - 1) / (m + 1).
  const auto bits = std::bit_cast<uint64_t>(x);
  int e = static_cast<int>(bits >> 52) - 1023;
  double m = std::bit_cast<double>((bits & 0xfffffffffffffu) | 0x3ff0000000000000u);
  if (m >= 1.4142135623730951) {
    m *= 0.5;
    ++e;
  }
  const double t = (m - 1.0) / (m + 1.0), t2 = t * t;
  double series = 0;
  for (int k = 19; k >= 3; k -= 2) series = (series + 1.0 / k) * t2;
  const double log = e * 0.6931471805599453 + 2.0 * t * (1.0 + series);
  return static_cast<float>(value < 0 ? -log : log);
}

float ExpOfNegative(float x) {
  if (!(x > -87.0f)) return 0;
  if (x > 0) x = 0;
  // x = n log 2 + r, |r| <= log(2) / 2; log 2 in two parts (Cody and Waite).
  const float n = static_cast<float>(static_cast<int>(x * 1.44269504f - 0.5f));
  const float r = (x - n * 0.693359375f) + n * 2.12194440e-4f;
  float p = 1.98756915e-4f;
  for (const float c :
       {1.39819995e-3f, 8.33345190e-3f, 4.16657960e-2f, 1.66666654e-1f, 0.5f, 1.0f, 1.0f}) {
    p = p * r + c;
  }
  return p * std::bit_cast<float>((static_cast<int32_t>(n) + 127) << 23);
}

Kernel::Kernel(std::vector<float> mean, std::vector<float> scale, std::vector<float> landmarks,
               std::vector<double> gammas)
    : mean_(std::move(mean)),
      scale_(std::move(scale)),
      landmarks_(std::move(landmarks)),
      lengths_(mean_.empty() ? 0 : landmarks_.size() / mean_.size()),
      gammas_(std::move(gammas)) {
  for (size_t i = 0; i < lengths_.size(); ++i) {
    const float* row = landmarks_.data() + i * mean_.size();
    lengths_[i] = Dot(row, row, mean_.size());
  }
}

std::vector<float> Kernel::Standardise(std::span<const float> features) const {
  std::vector<float> z(mean_.size());
  for (size_t j = 0; j < z.size(); ++j) {
    z[j] = std::clamp((SignedLog(features[j]) - mean_[j]) * scale_[j], -3.0f, 3.0f);
  }
  return z;
}

std::vector<float> Kernel::SquaredDistances(std::span<const float> z) const {
  const size_t n = mean_.size();
  const float length = Dot(z.data(), z.data(), n);
  std::vector<float> distances(lengths_.size());
  for (size_t i = 0; i < distances.size(); ++i) {
    const float cross = Dot(z.data(), landmarks_.data() + i * n, n);
    distances[i] = std::max(0.0f, length + lengths_[i] - 2.0f * cross);
  }
  return distances;
}

std::vector<float> Kernel::Values(std::span<const float> z) const {
  std::vector<float> values = SquaredDistances(z);
  for (float& value : values) {
    float sum = 0;
    for (const double gamma : gammas_) {
      sum += ExpOfNegative(value * -static_cast<float>(gamma / static_cast<double>(mean_.size())));
    }
    value = sum;
  }
  return values;
}

std::vector<double> Kernel::Gradient(std::span<const float> z,
                                     std::span<const double> weights) const {
  const size_t n = mean_.size();
  const std::vector<float> distances = SquaredDistances(z);
  std::vector<double> gradient(n, 0.0);
  double total = 0;
  for (size_t i = 0; i < distances.size(); ++i) {
    double slope = 0;  // d k / d (distance^2), times 2.
    for (const double gamma : gammas_) {
      const double g = gamma / static_cast<double>(n);
      slope -= 2.0 * g * static_cast<double>(ExpOfNegative(distances[i] * -static_cast<float>(g)));
    }
    const double w = weights[i] * slope;
    total += w;
    const float* row = landmarks_.data() + i * n;
    for (size_t j = 0; j < n; ++j) gradient[j] -= w * static_cast<double>(row[j]);
  }
  for (size_t j = 0; j < n; ++j) gradient[j] += total * static_cast<double>(z[j]);
  return gradient;
}

}  // namespace redquill::engine::gbdt
