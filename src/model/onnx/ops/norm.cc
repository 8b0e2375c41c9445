#include "model/onnx/ops/norm.h"

#include "model/onnx/ops/linear.h"

namespace redquill::model::onnx {
namespace {

Value Cast(const Builder& b, const Value& x, Element to) {
  return b.graph.Op("Cast", {x}, {{"to", static_cast<int64_t>(to)}});
}

// x / sqrt(mean(x^2) + epsilon) * gamma. The mean is taken in fp32: squares of halves overflow.
Value RootMeanSquare(const Builder& b, const Value& x, const Norm& norm) {
  Graph& g = b.graph;
  const bool half = b.precision == Precision::kFp16;
  const Value wide = half ? Cast(b, x, Element::kFloat) : x;
  const Value mean = g.Op("ReduceMean", {g.Op("Mul", {wide, wide})},
                          {{"axes", std::vector<int64_t>{-1}}, {"keepdims", int64_t{1}}});
  const Value root =
      g.Op("Sqrt", {g.Op("Add", {mean, g.Floats({}, {static_cast<float>(norm.epsilon)})})});
  const Value scaled = g.Op("Div", {wide, root});
  return g.Op("Mul", {half ? Cast(b, scaled, Element::kFloat16) : scaled, b.Vector(norm.gamma)});
}

}  // namespace

Value Normalise(const Builder& b, const Value& x, const Norm& norm) {
  if (norm.beta.empty()) return RootMeanSquare(b, x, norm);
  return b.graph.Op("LayerNormalization", {x, b.Vector(norm.gamma), b.Vector(norm.beta)},
                    {{"axis", int64_t{-1}}, {"epsilon", static_cast<float>(norm.epsilon)}});
}

Normalised AddAndNormalise(const Builder& b, const Projection& x, const Value& skip,
                           const Norm& norm, bool keep_sum) {
  Graph& g = b.graph;
  if (b.fused()) {
    const auto made =
        g.Ops("AddAndNormalise",
              {x.value, skip, b.Vector(norm.gamma), b.Vector(norm.beta), b.Vector(x.bias)},
              keep_sum ? std::vector<bool>{true, true} : std::vector<bool>{true},
              {{"epsilon", static_cast<float>(norm.epsilon)}}, kRedquill);
    return {made.back(), made.front()};
  }
  const Value sum = g.Op("Add", {Finish(b, x), skip});
  return {sum, Normalise(b, sum, norm)};
}

}  // namespace redquill::model::onnx
