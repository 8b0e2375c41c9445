#include "model/onnx/ops/linear.h"

#include "model/onnx/quantize.h"

namespace redquill::model::onnx {
namespace {

Projection Int8(const Builder& b, const Value& x, const Linear& layer) {
  const Quantized q = QuantizeColumns(layer.weight, layer.in, layer.out);
  const Value weight = b.graph.Int8s({layer.in, layer.out}, q.bytes);
  const Value scale = b.graph.Floats({layer.out}, q.scale);
  if (b.fused()) {
    return {b.graph.Op("DynamicQuantizeMatMul", {x, weight, scale, {}, b.Vector(layer.bias)}, {},
                       kMicrosoft),
            {}};
  }
  const auto quantized = b.graph.Ops("DynamicQuantizeLinear", {x}, {true, true, true});
  const Value sums = b.graph.Op("MatMulInteger", {quantized[0], weight, quantized[2]});
  const Value floats = b.graph.Op("Cast", {sums}, {{"to", static_cast<int64_t>(Element::kFloat)}});
  return {b.graph.Op("Mul", {floats, b.graph.Op("Mul", {quantized[1], scale})}), layer.bias};
}

}  // namespace

Projection Project(const Builder& b, const Value& x, const Linear& layer) {
  if (b.precision == Precision::kInt8) return Int8(b, x, layer);
  const Value weight = b.Constant({layer.in, layer.out}, layer.weight);
  return {b.graph.Op("MatMul", {x, weight}), layer.bias};
}

Value ProjectFully(const Builder& b, const Value& x, const Linear& layer) {
  const Value weight = b.Constant({layer.in, layer.out}, layer.weight);
  return Finish(b, {b.graph.Op("MatMul", {x, weight}), layer.bias});
}

Value Finish(const Builder& b, const Projection& projection) {
  if (projection.bias.empty()) return projection.value;
  return b.graph.Op("Add", {projection.value, b.Vector(projection.bias)});
}

}  // namespace redquill::model::onnx
