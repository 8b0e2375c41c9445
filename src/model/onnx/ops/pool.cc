#include "model/onnx/ops/pool.h"

#include <algorithm>
#include <limits>

#include "model/onnx/ops/linear.h"

namespace redquill::model::onnx {

Value RealTokens(const Builder& b) {
  Graph& g = b.graph;
  return g.Op("Unsqueeze", {g.Op("Cast", {b.mask}, {{"to", static_cast<int64_t>(b.activation())}}),
                            g.Int64s({1}, {1})});
}

namespace {

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

Value MeanOverTokens(const Builder& b, const Value& x) {
  Graph& g = b.graph;
  if (b.fused()) {
    return g.Op("ReduceMean", {x}, {{"axes", std::vector<int64_t>{1}}, {"keepdims", int64_t{1}}});
  }
  const Value real = RealTokens(b);
  const Value count = g.Op("ReduceSum", {real, g.Int64s({1}, {2})}, {{"keepdims", int64_t{1}}});
  return g.Op("MatMul", {g.Op("Div", {real, count}), x});
}

Value SumOverTokens(const Builder& b, const Value& x) {
  Graph& g = b.graph;
  if (!b.fused()) return g.Op("MatMul", {RealTokens(b), x});
  return g.Op("ReduceSum", {x, g.Int64s({1}, {1})}, {{"keepdims", int64_t{1}}});
}

Value GeneralisedMean(const Builder& b, const Value& x, Weights* weights) {
  Graph& g = b.graph;
  const auto taken = weights->Take("head.power", {1});
  const float power = std::max(1.f, taken.empty() ? 1 : taken.front());
  const Value high = g.Op("Max", {x, b.Scalar(static_cast<float>(kGemLeast))});
  const Value mean = MeanOverTokens(b, g.Op("Pow", {high, b.Scalar(power)}));
  return g.Op("Pow", {mean, b.Scalar(1 / power)});
}

Value AttendedMean(const Builder& b, const Value& x, int64_t width, Weights* weights) {
  Graph& g = b.graph;
  const Value token = AttentionWeights(b, x, "head.attention", width, weights);
  const Value all = g.Op("ReduceSum", {token, g.Int64s({1}, {2})}, {{"keepdims", int64_t{1}}});
  return g.Op("Div", {g.Op("MatMul", {token, x}), all});
}

}  // namespace

Value AttentionWeights(const Builder& b, const Value& x, const std::string& name, int64_t width,
                       Weights* weights) {
  Graph& g = b.graph;
  const Value keys = g.Op("Tanh", {ProjectFully(b, x, weights->TakeLinear(name, width, width))});
  const Value query = b.Constant({width, 1}, weights->Take(name + ".query", {width, 1}));
  const Value token = g.Op("Exp", {g.Op("Transpose", {g.Op("MatMul", {keys, query})},
                                        {{"perm", std::vector<int64_t>{0, 2, 1}}})});
  return b.fused() ? token : g.Op("Mul", {token, RealTokens(b)});
}

Value OneRow(const Builder& b, const Value& x, Pooling pooling) {
  Graph& g = b.graph;
  const bool first = pooling == Pooling::kFirst;
  return g.Op("Slice", {x, g.Int64s({1}, {first ? 0 : -1}),
                        g.Int64s({1}, {first ? 1 : std::numeric_limits<int64_t>::max()}),
                        g.Int64s({1}, {1})});
}

Value Pool(const Builder& b, const Value& x, Pooling pooling, int64_t width, Weights* weights) {
  Graph& g = b.graph;
  switch (pooling) {
    case Pooling::kFirst:
      return OneRow(b, x, pooling);
    case Pooling::kLast:
      return b.fused() ? OneRow(b, x, pooling) : g.Op("MatMul", {LastToken(b), x});
    case Pooling::kMean:
      return MeanOverTokens(b, x);
    case Pooling::kAttention:
      return AttendedMean(b, x, width, weights);
    case Pooling::kGem:
      return GeneralisedMean(b, x, weights);
    case Pooling::kMeanAndSum:
      break;
  }
  const Value mean = MeanOverTokens(b, x), sum = SumOverTokens(b, x);
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
