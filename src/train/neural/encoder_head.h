#ifndef REDQUILL_TRAIN_NEURAL_ENCODER_HEAD_H_
#define REDQUILL_TRAIN_NEURAL_ENCODER_HEAD_H_

#include "model/onnx/ops/pool.h"
#include "train/neural/packed_attention.h"
#include "train/neural/parameters.h"

namespace redquill::train {

/// What makes an essay's outputs of its tokens' hidden states: pooling, then a linear layer with
/// a row of weights for each score and as many biases, or one row and a bias for each level of an
/// ordinal score. Names as model/onnx/ops/pool.h and model_writer.h have them: head.weight [rows,
/// pooled], head.bias [outputs], and those of the pooling.

/// Head and pooling drawn for hidden states of `width` numbers, from ATen's CPU generator. `rows`
/// is 1 or `outputs`.
Parameters DrawHead(model::onnx::Pooling pooling, int64_t width, int64_t rows, int64_t outputs);

/// [tokens, width], essays one behind another, to [essays, pooled].
at::Tensor PoolEssays(const at::Tensor& x, const EssayLengths& lengths,
                      model::onnx::Pooling pooling, const Parameters& parameters);

/// [essays, pooled] to [essays], or [essays, outputs] where there are several.
at::Tensor HeadOutputs(const at::Tensor& pooled, const Parameters& parameters);

}  // namespace redquill::train

#endif  // REDQUILL_TRAIN_NEURAL_ENCODER_HEAD_H_
