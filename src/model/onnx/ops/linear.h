#ifndef REDQUILL_MODEL_ONNX_OPS_LINEAR_H_
#define REDQUILL_MODEL_ONNX_OPS_LINEAR_H_

#include "model/onnx/builder.h"

namespace redquill::model::onnx {

/// x W, at the builder's precision. int8: W is rounded to 127 steps each way a column, x to 255
/// steps over its range in this run (Wu et al. 2020, section 3), products are summed exactly.
Projection Project(const Builder& b, const Value& x, const Linear& layer);

/// x W + bias. For heads and other small layers, at fp32 also where the precision is int8.
Value ProjectFully(const Builder& b, const Value& x, const Linear& layer);

/// The projection with its bias added.
Value Finish(const Builder& b, const Projection& projection);

}  // namespace redquill::model::onnx

#endif  // REDQUILL_MODEL_ONNX_OPS_LINEAR_H_
