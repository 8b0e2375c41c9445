#ifndef REDQUILL_MODEL_ONNX_OPS_POOL_H_
#define REDQUILL_MODEL_ONNX_OPS_POOL_H_

#include "model/onnx/builder.h"

namespace redquill::model::onnx {

/// How one vector is made of a text's tokens.
enum class Pooling {
  kFirst,
  kLast,
  kMean,
  kMeanAndSum,  ///< The mean, and the sum divided by kSumLength: the sum grows with length.
};

inline constexpr double kSumLength = 400;

/// [batch, length, width] to [batch, 1, width], or [batch, 1, 2 width] for kMeanAndSum. With a
/// mask, padding must stand behind the text.
Value Pool(const Builder& b, const Value& x, Pooling pooling);

/// The first or last row; only those two. Only for fused operators, or kFirst.
Value OneRow(const Builder& b, const Value& x, Pooling pooling);

/// Rows divided by their Euclidean length (at least 1e-12).
Value UnitLength(const Builder& b, const Value& x);

}  // namespace redquill::model::onnx

#endif  // REDQUILL_MODEL_ONNX_OPS_POOL_H_
