#include "model/onnx/ops/attention.h"

#include <cmath>
#include <limits>

#include "model/onnx/ops/embedding.h"
#include "model/onnx/ops/linear.h"

namespace redquill::model::onnx {
namespace {

// Repeats every key or value head for the query heads that share it; [batch, length, kv * size].
Value RepeatHeads(const Builder& b, const Value& x, const Heads& heads) {
  if (heads.kv == heads.count) return x;
  Graph& g = b.graph;
  const Value split = g.Op("Reshape", {x, g.Int64s({5}, {0, 0, heads.kv, 1, heads.size})});
  const Value wide = g.Op("Expand", {split, g.Int64s({5}, {1, 1, 1, heads.count / heads.kv, 1})});
  return g.Op("Reshape", {wide, g.Int64s({3}, {0, 0, heads.count * heads.size})});
}

Value FusedAttention(const Builder& b, const Heads& heads, const Sight& sight, const Attended& in) {
  Graph& g = b.graph;
  const bool causal = sight.causal && !in.one_query;
  // The grouped operator is the fastest causal one of the CPU provider; it takes whole 16s.
  if (causal && heads.size % 16 == 0) {
    return g.Op("GroupQueryAttention",
                {Finish(b, in.query),
                 Finish(b, in.key),
                 Finish(b, in.value),
                 {},
                 {},
                 sight.last,
                 sight.total},
                {{"num_heads", heads.count}, {"kv_num_heads", heads.kv}, {"scale", heads.scale}},
                kMicrosoft);
  }
  std::vector<float> bias;
  Value query = in.query.value, key = in.key.value, value = in.value.value;
  const bool together = heads.kv == heads.count && !in.query.bias.empty() && !in.key.bias.empty() &&
                        !in.value.bias.empty();
  if (together) {
    for (const auto* part : {&in.query.bias, &in.key.bias, &in.value.bias}) {
      bias.insert(bias.end(), part->begin(), part->end());
    }
  } else {
    query = Finish(b, in.query);
    key = RepeatHeads(b, Finish(b, in.key), heads);
    value = RepeatHeads(b, Finish(b, in.value), heads);
  }
  return g.Op(
      "MultiHeadAttention", {query, key, value, b.Vector(bias)},
      {{"num_heads", heads.count}, {"scale", heads.scale}, {"unidirectional", int64_t{causal}}},
      kMicrosoft);
}

Value StandardAttention(const Builder& b, const Heads& heads, const Sight& sight,
                        const Attended& in) {
  Graph& g = b.graph;
  const Value query = g.Op("Mul", {Finish(b, in.query), b.Scalar(heads.scale)});
  const Value key = RepeatHeads(b, Finish(b, in.key), heads);
  const Value value = RepeatHeads(b, Finish(b, in.value), heads);
  const Value keys =
      g.Op("Transpose", {g.Op("Reshape", {key, g.Int64s({4}, {0, 0, heads.count, heads.size})})},
           {{"perm", std::vector<int64_t>{0, 2, 3, 1}}});
  const Value scores = g.Op("MatMul", {SplitHeads(b, query, heads.count, heads.size), keys});
  return Blend(b, scores, in.one_query ? sight.one_row_bias : sight.bias,
               SplitHeads(b, value, heads.count, heads.size), heads.count * heads.size);
}

}  // namespace

Value SplitHeads(const Builder& b, const Value& x, int64_t heads, int64_t size) {
  Graph& g = b.graph;
  return g.Op("Transpose", {g.Op("Reshape", {x, g.Int64s({4}, {0, 0, heads, size})})},
              {{"perm", std::vector<int64_t>{0, 2, 1, 3}}});
}

Value MergeHeads(const Builder& b, const Value& x, int64_t width) {
  Graph& g = b.graph;
  return g.Op("Reshape", {g.Op("Transpose", {x}, {{"perm", std::vector<int64_t>{0, 2, 1, 3}}}),
                          g.Int64s({3}, {0, 0, width})});
}

Value Blend(const Builder& b, const Value& scores, const Value& bias, const Value& value,
            int64_t width) {
  Graph& g = b.graph;
  const Value masked = bias ? g.Op("Add", {scores, bias}) : scores;
  const Value shares = g.Op("Softmax", {masked}, {{"axis", int64_t{-1}}});
  return MergeHeads(b, g.Op("MatMul", {shares, value}), width);
}

Sight See(const Builder& b, bool causal) {
  Graph& g = b.graph;
  Sight sight{.causal = causal, .bias = {}, .one_row_bias = {}, .last = {}, .total = {}};
  if (b.fused()) {
    if (!causal) return sight;
    const Value length = g.Op("Cast", {Length(b)}, {{"to", static_cast<int64_t>(Element::kInt32)}});
    sight.last = g.Op("Sub", {length, g.Int32s({1}, {1})});
    sight.total = g.Op("Squeeze", {length, g.Int64s({1}, {0})});
    return sight;
  }
  // The most negative finite number: an infinite one would make NaN of a row that sees nothing.
  const float lowest =
      b.precision == Precision::kFp16 ? -65504.0f : std::numeric_limits<float>::lowest();
  const Value allowed = b.Scalar(0.0f), refused = b.Scalar(lowest);
  const Value real =
      g.Op("Unsqueeze", {g.Op("Cast", {b.mask}, {{"to", static_cast<int64_t>(Element::kBool)}}),
                         g.Int64s({2}, {1, 2})});
  sight.one_row_bias = g.Op("Where", {real, allowed, refused});
  sight.bias = sight.one_row_bias;
  if (causal) {
    const Value end = g.Op("Squeeze", {Length(b), g.Int64s({1}, {0})});
    const Value at = g.Op("Range", {g.Int64s({}, {0}), end, g.Int64s({}, {1})});
    const Value past = g.Op("LessOrEqual", {g.Op("Unsqueeze", {at, g.Int64s({1}, {0})}),
                                            g.Op("Unsqueeze", {at, g.Int64s({1}, {1})})});
    sight.bias = g.Op("Where", {g.Op("And", {real, past}), allowed, refused});
  }
  return sight;
}

Value Attend(const Builder& b, const Heads& heads, const Sight& sight, const Attended& in) {
  return b.fused() ? FusedAttention(b, heads, sight, in) : StandardAttention(b, heads, sight, in);
}

}  // namespace redquill::model::onnx
