#ifndef REDQUILL_TRAIN_NEURAL_ATTENTION_PARTS_H_
#define REDQUILL_TRAIN_NEURAL_ATTENTION_PARTS_H_

#include <ATen/ATen.h>

#include <cstdint>

namespace redquill::train {

// What the kinds of attention share. Tensors are float or bfloat16.

/// [length, parts * heads * size] to [parts, heads, length, size], contiguous.
at::Tensor ByHead(const at::Tensor& rows, int64_t parts, int64_t heads);

/// And back, into `to`.
void PutRows(const at::Tensor& by_head, at::Tensor to);

/// softmax(scale x) of the rows of all heads' square matrices, [heads, length, length], in place.
/// `causal`: a row sees the columns up to its own number.
void SoftmaxScores(float scale, bool causal, const at::Tensor& x);

/// Backwards: `p` is what it gave, `d` the gradient by it, which becomes that by x. Where a causal
/// row sees nothing, p is 0 and so is what comes of it.
void SoftmaxScoresBackward(float scale, const at::Tensor& p, const at::Tensor& d);

}  // namespace redquill::train

#endif  // REDQUILL_TRAIN_NEURAL_ATTENTION_PARTS_H_
