#ifndef REDQUILL_MODEL_ONNX_OPS_DISENTANGLED_H_
#define REDQUILL_MODEL_ONNX_OPS_DISENTANGLED_H_

#include <cstdint>
#include <vector>

#include "model/hf/config.h"
#include "model/onnx/builder.h"

namespace redquill::model::onnx {

/// Rows of the relative embeddings for distances 1 - length … length - 1 (query minus key): entry
/// d + length - 1 is clamp(bucket(d) + span, 0, 2 span - 1). Distances up to half the buckets have
/// a row each, longer ones share rows by their logarithm (DeBERTa, He et al. 2021). In floats, as
/// the reference implementation does: where a boundary falls depends on rounding.
std::vector<int32_t> RelativeRows(const hf::Disentangled& d, int64_t length);

/// The bucket of one distance, before span is added and before clamping.
int64_t DistanceBucket(const hf::Disentangled& d, int64_t distance);

/// A layer's projections of the relative embeddings, [2 span, heads * size] row-major each, scaled
/// like the scores. They depend on the weights alone, so they are computed once, here, not in
/// every run. Empty: the model has no such term.
struct RelativeTerms {
  std::vector<float> key;    ///< Content to position: query . key[row].
  std::vector<float> query;  ///< Position to content: key . query[row].
};

/// x W + bias over the rows of x [rows, layer.in].
std::vector<float> Apply(const std::vector<float>& x, int64_t rows, const Linear& layer);

/// Layer normalisation of each row of x [rows, width].
std::vector<float> ApplyNorm(std::vector<float> x, int64_t width, const Norm& norm);

/// What every layer's attention shares.
struct RelativePositions {
  int64_t rows = 0;  ///< Of the relative embeddings: 2 span.
  Value table;       ///< int32 [2 max_tokens - 1]: RelativeRows.
  Value index;       ///< int64 [length, length] or, of the first query alone, [1, length].
  Value first_index;
};
RelativePositions MakeRelativePositions(const Builder& b, const hf::Disentangled& d);

/// Attention whose scores are q.k + q.key[row(i - j)] + k.query[row(i - j)], all three scaled
/// already: q by the layer's weights, `terms.query` in itself.
struct DisentangledInput {
  Projection query, key, value;
  RelativeTerms terms;
  bool one_query = false;  ///< The query is the first token's row alone.
};
Value AttendDisentangled(const Builder& b, int64_t heads, int64_t size,
                         const RelativePositions& positions, const Value& bias,
                         const DisentangledInput& in);

}  // namespace redquill::model::onnx

#endif  // REDQUILL_MODEL_ONNX_OPS_DISENTANGLED_H_
