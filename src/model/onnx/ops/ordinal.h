#ifndef REDQUILL_MODEL_ONNX_OPS_ORDINAL_H_
#define REDQUILL_MODEL_ONNX_OPS_ORDINAL_H_

#include <string>
#include <vector>

#include "model/onnx/builder.h"
#include "model/onnx/weights.h"

namespace redquill::model::onnx {

/// [batch, 1, width] to [batch, 1, 1], the expected score of an ordinal head: NAME.weight [1,
/// width] and NAME.bias, one number for each pair of neighbouring levels (Cao, Mirjalili and
/// Raschka, "Rank consistent ordinal regression", Pattern Recognition Letters 140, 2020). A
/// sigmoid says how likely each level is passed, and
///   value = levels[0] + sum over k of (levels[k + 1] - levels[k]) * sigmoid(w x + bias[k]).
/// At least two levels, ascending.
Value ExpectedLevel(const Builder& b, const Value& x, const std::string& name, int64_t width,
                    const std::vector<float>& levels, Weights* weights);

}  // namespace redquill::model::onnx

#endif  // REDQUILL_MODEL_ONNX_OPS_ORDINAL_H_
