#ifndef REDQUILL_TRAIN_NEURAL_DISENTANGLED_ATTENTION_H_
#define REDQUILL_TRAIN_NEURAL_DISENTANGLED_ATTENTION_H_

#include "train/neural/packed_attention.h"

namespace redquill::train {

struct DisentangledShape {
  int64_t heads = 1;
  bool content_to_position = true, position_to_content = true;
  /// Rows of the relative embeddings for the distances -reach … reach, rising; reach is at least
  /// the longest essay less one (model::onnx::RelativeRows).
  std::vector<int32_t> rows = {};
};

/// Disentangled self-attention of several heads (He et al. 2021) within each essay, all its tokens
/// seen: the score of query i and key j is q_i . k_j + q_i . K_r + k_j . Q_r, with r the row of
/// i - j, over the root of a head's width times the number of terms. `qkv` [tokens, 3 width] as
/// PackedAttention has it; `relative` [2 span, width or 2 width] holds K, Q or both side by side,
/// as the shape says, in the same type. Gives [tokens, width]. No dropout. Differentiates by both;
/// q_i . K and k_j . Q are made for every row and picked from, never spread to [length, length]
/// apart from the scores themselves.
at::Tensor DisentangledAttention(const at::Tensor& qkv, const at::Tensor& relative,
                                 const EssayLengths& lengths, const DisentangledShape& shape);

}  // namespace redquill::train

#endif  // REDQUILL_TRAIN_NEURAL_DISENTANGLED_ATTENTION_H_
