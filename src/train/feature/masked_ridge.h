#ifndef REDQUILL_TRAIN_FEATURE_MASKED_RIDGE_H_
#define REDQUILL_TRAIN_FEATURE_MASKED_RIDGE_H_

#include <array>
#include <span>
#include <vector>

#include "train/feature/kernel_terms.h"

namespace redquill::train {

/// Ridge regressions on one set of essays: lane 0 on all of them, lane 1 + f on those outside inner
/// fold f. In each lane with its essays' mean score m and kernel K, (K + penalty I) a = y - m is
/// solved by conjugate gradients (Hestenes and Stiefel 1952) until the residual's length is a
/// thousandth of the start's; the prediction is m + K a.
struct MaskedRidge {
  LaneRows coefficients;  ///< a, [essay]; 0 where a lane leaves the essay out.
  std::array<double, kLanes> mean{};
  std::vector<float> out_of_fold;  ///< [essay], by the lane that left the essay's fold out.
  int iterations = 0;
};

/// `inner` is each essay's fold, 0 <= fold < kLanes - 1; every fold has an essay and leaves one.
/// Single-threaded; the same input gives the same bits.
MaskedRidge FitMaskedRidge(std::span<const KernelTerm> terms, std::span<const double> scores,
                           std::span<const int> inner, double penalty);

}  // namespace redquill::train

#endif  // REDQUILL_TRAIN_FEATURE_MASKED_RIDGE_H_
