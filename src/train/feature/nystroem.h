#ifndef REDQUILL_TRAIN_FEATURE_NYSTROEM_H_
#define REDQUILL_TRAIN_FEATURE_NYSTROEM_H_

#include <span>
#include <vector>

#include "base/random.h"
#include "engine/gbdt/kernel.h"

namespace redquill::train {

/// Explicit features for the Gaussian kernel on dense features (Williams and Seeger 2001): with the
/// kernel matrix of the landmarks K_m = L L^T, an essay with kernel values k against them becomes
/// L^-1 k, whose dot products approximate the kernel. A linear weight w on those features is the
/// weight L^-T w on the kernel values themselves, which is what a model stores.
class Nystroem {
 public:
  /// Standardises by the mean and standard deviation over all `rows` (of `features` values each)
  /// and draws at most `landmarks` of them, without repeats. At least one row.
  Nystroem(std::span<const float> rows, size_t features, size_t landmarks,
           std::vector<double> gammas, Random* random);

  const engine::gbdt::Kernel& kernel() const { return kernel_; }
  size_t landmarks() const { return kernel_.landmarks(); }

  /// L^-1 k for each row: rows * landmarks() values.
  std::vector<float> Features(std::span<const float> rows) const;

  /// L^-T w.
  std::vector<double> KernelWeights(std::span<const double> weights) const;

 private:
  engine::gbdt::Kernel kernel_;
  std::vector<double> lower_;  // L, row-major.
};

}  // namespace redquill::train

#endif  // REDQUILL_TRAIN_FEATURE_NYSTROEM_H_
