#ifndef REDQUILL_ENGINE_GBDT_KERNEL_H_
#define REDQUILL_ENGINE_GBDT_KERNEL_H_

#include <cstddef>
#include <span>
#include <vector>

namespace redquill::engine::gbdt {

/// A Gaussian kernel on dense features against a fixed set of landmark essays, the sum of one term
/// per gamma:
///
///     k(x, l) = sum over gammas of exp(-gamma * |z(x) - l|^2 / features)
///     z(x)_j = clamp((s(x_j) - mean_j) * scale_j, -3, 3),   s(v) = sign(v) log(1 + |v|)
///
/// A weighted sum of these values is a kernel ridge regression in the Nystroem approximation
/// (Williams and Seeger, "Using the Nystroem method to speed up kernel machines", NIPS 2001).
/// Everything is computed by IEEE's basic operations in one fixed order, so that it has the same
/// bits on every machine. A value; const use from many threads.
class Kernel {
 public:
  Kernel() = default;
  /// `landmarks` holds rows of mean.size() values, each within [-3, 3]; `scale` is 0 for a feature
  /// that says nothing.
  Kernel(std::vector<float> mean, std::vector<float> scale, std::vector<float> landmarks,
         std::vector<double> gammas);

  size_t features() const { return mean_.size(); }
  size_t landmarks() const { return lengths_.size(); }

  /// z(x), of features() values.
  std::vector<float> Standardise(std::span<const float> features) const;

  /// k(x, l) for each landmark from z(x).
  std::vector<float> Values(std::span<const float> z) const;

  /// At the point z, the gradient by z of sum over landmarks of weight_i k(z, l_i).
  std::vector<double> Gradient(std::span<const float> z, std::span<const double> weights) const;

  std::span<const float> mean() const { return mean_; }
  std::span<const float> scale() const { return scale_; }
  std::span<const double> gammas() const { return gammas_; }
  std::span<const float> landmark(size_t i) const {
    return std::span(landmarks_).subspan(i * features(), features());
  }

 private:
  std::vector<float> SquaredDistances(std::span<const float> z) const;

  std::vector<float> mean_, scale_, landmarks_;
  std::vector<float> lengths_;  ///< Of each landmark, squared.
  std::vector<double> gammas_;
};

/// s(v) = sign(v) log(1 + |v|), by basic operations alone.
float SignedLog(float value);

/// exp(x) for x <= 0 by basic operations alone: relative error below 1e-6, 0 below -87.
float ExpOfNegative(float x);

}  // namespace redquill::engine::gbdt

#endif  // REDQUILL_ENGINE_GBDT_KERNEL_H_
