#ifndef REDQUILL_MODEL_ONNX_OPS_ATTENTION_H_
#define REDQUILL_MODEL_ONNX_OPS_ATTENTION_H_

#include "model/onnx/builder.h"

namespace redquill::model::onnx {

/// Multi-head attention (Vaswani et al. 2017), with fewer key and value heads than query heads
/// where they are grouped (Ainslie et al. 2023).
struct Heads {
  int64_t count = 0;
  int64_t kv = 0;
  int64_t size = 0;
  float scale = 0;  ///< Scores are multiplied by it.
};

/// Which tokens a token may look at. Made once a graph, read by every layer.
struct Sight {
  bool causal = false;  ///< Only at itself and those before it.
  Value bias;           ///< Standard: added to scores, [batch, 1, 1 or length, length].
  Value one_row_bias;   ///< Standard: the same for a single query that sees all, [batch, 1, 1,
                        ///< length].
  Value last, total;    ///< Fused and causal: int32 length - 1 ([1]) and length ([]).
};

Sight See(const Builder& b, bool causal);

/// Queries, keys and values, [batch, length, heads * size] each. The query may have one row only:
/// the only one whose result is read; it then sees every token (so in a causal model it must be the
/// last token's).
struct Attended {
  Projection query, key, value;
  bool one_query = false;
};

/// The attention's result, [batch, queries, heads * size].
Value Attend(const Builder& b, const Heads& heads, const Sight& sight, const Attended& in);

/// [batch, length, heads * size] to [batch, heads, length, size], and back.
Value SplitHeads(const Builder& b, const Value& x, int64_t heads, int64_t size);
Value MergeHeads(const Builder& b, const Value& x, int64_t width);

/// softmax(scores + bias) value, merged; scores [batch, heads, queries, length], value split.
Value Blend(const Builder& b, const Value& scores, const Value& bias, const Value& value,
            int64_t width);

}  // namespace redquill::model::onnx

#endif  // REDQUILL_MODEL_ONNX_OPS_ATTENTION_H_
