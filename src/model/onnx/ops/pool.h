#ifndef REDQUILL_MODEL_ONNX_OPS_POOL_H_
#define REDQUILL_MODEL_ONNX_OPS_POOL_H_

#include <string>

#include "model/onnx/builder.h"
#include "model/onnx/weights.h"

namespace redquill::model::onnx {

/// How one vector is made of a text's tokens.
enum class Pooling {
  kFirst,
  kLast,
  kMean,
  kMeanAndSum,  ///< The mean, and the sum divided by kSumLength: the sum grows with length.
  kAttention,   ///< Weighted by softmax(q . tanh(W h + b)) (Dong, Zhang and Yang, CoNLL 2017), with
                ///< head.attention.weight [width, width], .bias and .query [width, 1].
  kGem,         ///< The generalised mean of what is above kGemLeast, with the exponent head.power
         ///< [1], at least 1 (Radenovic, Tolias and Chum, TPAMI 41, 2019): the mean at 1, the
         ///< largest value far above it.
};

inline constexpr double kSumLength = 400;
inline constexpr double kGemLeast = 1e-6;

/// The pooled vector's width.
constexpr int64_t PooledWidth(Pooling pooling, int64_t width) {
  return pooling == Pooling::kMeanAndSum ? 2 * width : width;
}

/// [batch, length, width] to [batch, 1, PooledWidth]. With a mask, padding must stand behind the
/// text. Takes the tensors that the pooling has from the weights.
Value Pool(const Builder& b, const Value& x, Pooling pooling, int64_t width, Weights* weights);

/// exp(q . tanh(W h + b)) of each token, [batch, 1, length], 0 at padding; NAME.weight, NAME.bias
/// and NAME.query. A query's product with numbers within [-1, 1] is bounded: exp needs no shift.
Value AttentionWeights(const Builder& b, const Value& x, const std::string& name, int64_t width,
                       Weights* weights);

/// The mask as activations, [batch, 1, length]; only with standard operators.
Value RealTokens(const Builder& b);

/// The first or last row; only those two. Only for fused operators, or kFirst.
Value OneRow(const Builder& b, const Value& x, Pooling pooling);

/// Rows divided by their Euclidean length (at least 1e-12).
Value UnitLength(const Builder& b, const Value& x);

}  // namespace redquill::model::onnx

#endif  // REDQUILL_MODEL_ONNX_OPS_POOL_H_
