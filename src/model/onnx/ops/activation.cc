#include "model/onnx/ops/activation.h"

#include "model/onnx/ops/linear.h"

namespace redquill::model::onnx {
namespace {

Value Gelu(const Builder& b, const Projection& x) {
  Graph& g = b.graph;
  if (b.fused() && !x.bias.empty()) {
    return g.Op("BiasGelu", {x.value, b.Vector(x.bias)}, {}, kMicrosoft);
  }
  const Value v = Finish(b, x);
  if (b.fused()) return g.Op("Gelu", {v}, {}, kMicrosoft);
  const Value erf = g.Op("Erf", {g.Op("Mul", {v, b.Scalar(0.70710678118654752f)})});
  return g.Op("Mul", {g.Op("Mul", {v, b.Scalar(0.5f)}), g.Op("Add", {erf, b.Scalar(1.0f)})});
}

Value GeluTanh(const Builder& b, const Projection& x) {
  Graph& g = b.graph;
  if (b.fused()) return g.Op("FastGelu", {x.value, b.Vector(x.bias)}, {}, kMicrosoft);
  const Value v = Finish(b, x);
  // v * (k + 0.044715 k v^2), k = sqrt(2 / pi)
  const Value square = g.Op("Mul", {v, v});
  const Value slope = g.Op("Add", {g.Op("Mul", {square, b.Scalar(0.035677408136300125f)}),
                                   b.Scalar(0.79788456080286535588f)});
  const Value tanh = g.Op("Tanh", {g.Op("Mul", {v, slope})});
  return g.Op("Mul", {g.Op("Mul", {v, b.Scalar(0.5f)}), g.Op("Add", {tanh, b.Scalar(1.0f)})});
}

}  // namespace

Value Activate(const Builder& b, const Projection& x, hf::Activation function) {
  switch (function) {
    case hf::Activation::kGelu:
      return Gelu(b, x);
    case hf::Activation::kGeluTanh:
      return GeluTanh(b, x);
    case hf::Activation::kRelu:
      return b.graph.Op("Relu", {Finish(b, x)});
    case hf::Activation::kTanh:
      return b.graph.Op("Tanh", {Finish(b, x)});
    case hf::Activation::kSilu:
      break;
  }
  const Value v = Finish(b, x);
  if (b.fused()) return b.graph.Op("QuickGelu", {v}, {{"alpha", 1.0f}}, kMicrosoft);
  return b.graph.Op("Mul", {v, b.graph.Op("Sigmoid", {v})});
}

}  // namespace redquill::model::onnx
