#ifndef REDQUILL_TRAIN_NEURAL_PACKED_ATTENTION_H_
#define REDQUILL_TRAIN_NEURAL_PACKED_ATTENTION_H_

#include <ATen/ATen.h>

#include <cstdint>
#include <vector>

namespace redquill::train {

/// Tokens of each essay of a batch; their rows stand one essay after another, without padding.
using EssayLengths = std::vector<int64_t>;

struct AttentionShape {
  int64_t heads = 1;
  bool causal = false;  ///< A token sees itself and those before it, else all of its essay.
  double scale = 1;     ///< Scores are multiplied by it too.
};

/// Self-attention of several heads (Vaswani et al. 2017) within each essay. `qkv` [rows, 3 width]
/// holds queries, keys and values side by side, float or bfloat16; gives [rows, width] of the same
/// type. Queries are divided by the square root of a head's width. No dropout. Softmax is computed
/// in floats in either type.
at::Tensor PackedAttention(const at::Tensor& qkv, const EssayLengths& lengths,
                           const AttentionShape& shape);

}  // namespace redquill::train

#endif  // REDQUILL_TRAIN_NEURAL_PACKED_ATTENTION_H_
