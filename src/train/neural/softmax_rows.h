#ifndef REDQUILL_TRAIN_NEURAL_SOFTMAX_ROWS_H_
#define REDQUILL_TRAIN_NEURAL_SOFTMAX_ROWS_H_

#include <cstddef>

#include "train/neural/bf16_numbers.h"

namespace redquill::train {

/// softmax(scale x) of each row of a row-major [rows, columns] matrix, in place. Computed in
/// floats; bfloat16 is rounded to nearest.
void SoftmaxRows(size_t rows, size_t columns, float scale, float* x);
void SoftmaxRows(size_t rows, size_t columns, float scale, Bf16* x);

/// The same where a matrix's row sees only as many columns as its number, from 1: the rest becomes
/// 0. Rows of square matrices stand one behind another; `first` is the number, from 0, of the
/// first.
void SoftmaxCausalRows(size_t first, size_t rows, size_t columns, float scale, float* x);
void SoftmaxCausalRows(size_t first, size_t rows, size_t columns, float scale, Bf16* x);

/// Either backwards: `p` is what it gave, `d` the loss's gradient by it, which is
/// replaced by the gradient by x: scale p (d - p · d).
void SoftmaxRowsBackward(size_t rows, size_t columns, float scale, const float* p, float* d);
void SoftmaxRowsBackward(size_t rows, size_t columns, float scale, const Bf16* p, Bf16* d);

}  // namespace redquill::train

#endif  // REDQUILL_TRAIN_NEURAL_SOFTMAX_ROWS_H_
