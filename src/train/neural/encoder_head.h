#ifndef REDQUILL_TRAIN_NEURAL_ENCODER_HEAD_H_
#define REDQUILL_TRAIN_NEURAL_ENCODER_HEAD_H_

#include "model/onnx/ops/pool.h"
#include "train/neural/packed_attention.h"
#include "train/neural/parameters.h"

namespace redquill::train {

/// What makes an essay's outputs of its tokens' hidden states: pooling, then a linear layer with
/// one row of weights and as many biases as there are outputs. Names as model/onnx/ops/pool.h and
/// model_writer.h have them: head.weight [1, pooled], head.bias [outputs], and those of the
/// pooling.

/// Head and pooling drawn for hidden states of `width` numbers, from ATen's CPU generator.
Parameters DrawHead(model::onnx::Pooling pooling, int64_t width, int64_t outputs);

/// [tokens, width], essays one behind another, to [essays, pooled].
at::Tensor PoolEssays(const at::Tensor& x, const EssayLengths& lengths,
                      model::onnx::Pooling pooling, const Parameters& parameters);

/// [essays, pooled] to [essays], or [essays, outputs] where there are several.
at::Tensor HeadOutputs(const at::Tensor& pooled, const Parameters& parameters);

}  // namespace redquill::train

#endif  // REDQUILL_TRAIN_NEURAL_ENCODER_HEAD_H_
