#ifndef REDQUILL_MODEL_ONNX_OPS_NORM_H_
#define REDQUILL_MODEL_ONNX_OPS_NORM_H_

#include "model/onnx/builder.h"

namespace redquill::model::onnx {

/// Layer normalisation over the last dimension (Ba et al. 2016); without a shift the root mean
/// square normalisation of Zhang & Sennrich 2019.
Value Normalise(const Builder& b, const Value& x, const Norm& norm);

/// A sum and its normalisation.
struct Normalised {
  Value sum;
  Value value;
};

/// value = norm(x + bias + skip), sum = x + bias + skip. `keep_sum` false: nobody reads the sum.
Normalised AddAndNormalise(const Builder& b, const Projection& x, const Value& skip,
                           const Norm& norm, bool keep_sum);

}  // namespace redquill::model::onnx

#endif  // REDQUILL_MODEL_ONNX_OPS_NORM_H_
