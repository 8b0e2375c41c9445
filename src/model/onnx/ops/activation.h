#ifndef REDQUILL_MODEL_ONNX_OPS_ACTIVATION_H_
#define REDQUILL_MODEL_ONNX_OPS_ACTIVATION_H_

#include "model/hf/config.h"
#include "model/onnx/builder.h"

namespace redquill::model::onnx {

/// The function of every element, the projection's bias added before it. gelu: x Φ(x) (Hendrycks &
/// Gimpel 2016); gelu by tanh: the same paper's approximation; silu: x sigmoid(x).
Value Activate(const Builder& b, const Projection& x, hf::Activation function);

}  // namespace redquill::model::onnx

#endif  // REDQUILL_MODEL_ONNX_OPS_ACTIVATION_H_
