#ifndef REDQUILL_TRAIN_NEURAL_SOFTMAX_ROWS_H_
#define REDQUILL_TRAIN_NEURAL_SOFTMAX_ROWS_H_

#include <cstddef>
#include <cstdint>

namespace redquill::train {

/// A bfloat16's bits: the upper half of a float's.
using Bf16 = uint16_t;

/// softmax(scale x) of each row of a row-major [rows, columns] matrix, in place. Computed in
/// floats; bfloat16 is rounded to nearest.
void SoftmaxRows(size_t rows, size_t columns, float scale, float* x);
void SoftmaxRows(size_t rows, size_t columns, float scale, Bf16* x);

/// The same backwards: `p` is what SoftmaxRows gave, `d` the loss's gradient by it, which is
/// replaced by the gradient by x: scale p (d - p · d).
void SoftmaxRowsBackward(size_t rows, size_t columns, float scale, const float* p, float* d);
void SoftmaxRowsBackward(size_t rows, size_t columns, float scale, const Bf16* p, Bf16* d);

}  // namespace redquill::train

#endif  // REDQUILL_TRAIN_NEURAL_SOFTMAX_ROWS_H_
