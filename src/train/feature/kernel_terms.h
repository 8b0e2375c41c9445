#ifndef REDQUILL_TRAIN_FEATURE_KERNEL_TERMS_H_
#define REDQUILL_TRAIN_FEATURE_KERNEL_TERMS_H_

#include <span>
#include <vector>

#include "train/feature/csr.h"
#include "train/feature/lanes.h"

namespace redquill::train {

/// One summand of a kernel between essays: weight times the dot product of two rows, of the essays
/// in one group only if `groups` is not empty. Rows are either sparse or dense. Borrows all of it.
struct KernelTerm {
  double weight = 1;
  const Csr* sparse = nullptr;
  std::span<const float> dense;  ///< rows * columns, where `sparse` is null.
  uint32_t columns = 0;
  std::span<const int> groups;  ///< Group of each row, 0 <= group < group_count.
  int group_count = 1;
};

/// The weights by column that a term has for coefficients by essay: sqrt(weight) times the sum over
/// essays of coefficient times row. [group * columns + column]
LaneRows ColumnWeights(const KernelTerm& term, const LaneRows& coefficients);

/// Adds to `out` what each essay's row gives with such weights: sqrt(weight) times their dot
/// product. Together: out = K coefficients.
void AddProducts(const KernelTerm& term, const LaneRows& weights, LaneRows* out);

/// K times the coefficients, K being the sum of the terms, all of as many rows as `coefficients`.
LaneRows TimesKernel(std::span<const KernelTerm> terms, const LaneRows& coefficients);

}  // namespace redquill::train

#endif  // REDQUILL_TRAIN_FEATURE_KERNEL_TERMS_H_
