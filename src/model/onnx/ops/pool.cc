#include "model/onnx/ops/pool.h"

#include <limits>

namespace redquill::model::onnx {
namespace {

// The mask as activations, [batch, 1, length].
Value RealTokens(const Builder& b) {
  Graph& g = b.graph;
  return g.Op("Unsqueeze", {g.Op("Cast", {b.mask}, {{"to", static_cast<int64_t>(b.activation())}}),
                            g.Int64s({1}, {1})});
}

// 1 at the last real token, 0 elsewhere: the mask less the mask moved one to the left.
Value LastToken(const Builder& b) {
  Graph& g = b.graph;
  const Value real = RealTokens(b);
  const auto columns = [&](int64_t begin, int64_t end) {
    return g.Op("Slice", {real, g.Int64s({1}, {begin}), g.Int64s({1}, {end}), g.Int64s({1}, {2})});
  };
  const Value first = columns(0, 1), rest = columns(1, std::numeric_limits<int64_t>::max());
  const Value moved = g.Op("Concat", {rest, g.Op("Sub", {first, first})}, {{"axis", int64_t{2}}});
  return g.Op("Sub", {real, moved});
}

}  // namespace

Value OneRow(const Builder& b, const Value& x, Pooling pooling) {
  Graph& g = b.graph;
  const bool first = pooling == Pooling::kFirst;
  return g.Op("Slice", {x, g.Int64s({1}, {first ? 0 : -1}),
                        g.Int64s({1}, {first ? 1 : std::numeric_limits<int64_t>::max()}),
                        g.Int64s({1}, {1})});
}

Value Pool(const Builder& b, const Value& x, Pooling pooling) {
  Graph& g = b.graph;
  if (pooling == Pooling::kFirst || (b.fused() && pooling == Pooling::kLast)) {
    return OneRow(b, x, pooling);
  }
  if (pooling == Pooling::kLast) return g.Op("MatMul", {LastToken(b), x});
  Value mean, sum;
  const bool both = pooling == Pooling::kMeanAndSum;
  if (b.fused()) {
    mean = g.Op("ReduceMean", {x}, {{"axes", std::vector<int64_t>{1}}, {"keepdims", int64_t{1}}});
    if (both) sum = g.Op("ReduceSum", {x, g.Int64s({1}, {1})}, {{"keepdims", int64_t{1}}});
  } else {
    const Value real = RealTokens(b);
    const Value count = g.Op("ReduceSum", {real, g.Int64s({1}, {2})}, {{"keepdims", int64_t{1}}});
    mean = g.Op("MatMul", {g.Op("Div", {real, count}), x});
    if (both) sum = g.Op("MatMul", {real, x});
  }
  if (!both) return mean;
  const Value part = g.Op("Mul", {sum, b.Scalar(static_cast<float>(1 / kSumLength))});
  return g.Op("Concat", {mean, part}, {{"axis", int64_t{2}}});
}

Value UnitLength(const Builder& b, const Value& x) {
  Graph& g = b.graph;
  const Value length =
      g.Op("ReduceL2", {x}, {{"axes", std::vector<int64_t>{-1}}, {"keepdims", int64_t{1}}});
  // In fp16 1e-12 is zero; the smallest normal half stands for it.
  const float least = b.precision == Precision::kFp16 ? 6.104e-5f : 1e-12f;
  return g.Op("Div", {x, g.Op("Max", {length, b.Scalar(least)})});
}

}  // namespace redquill::model::onnx
