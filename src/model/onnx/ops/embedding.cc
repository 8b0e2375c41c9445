#include "model/onnx/ops/embedding.h"

#include "model/onnx/quantize.h"

namespace redquill::model::onnx {

Value Embed(const Builder& b, std::vector<float> table, int64_t rows, int64_t width) {
  Graph& g = b.graph;
  if (b.precision != Precision::kInt8) {
    return g.Op("Gather", {b.Constant({rows, width}, std::move(table)), b.ids});
  }
  const Quantized q = QuantizeRows(table, rows, width);
  const Value bytes = g.Op("Gather", {g.Int8s({rows, width}, q.bytes), b.ids});
  const Value scale = g.Op("Gather", {g.Floats({rows, 1}, q.scale), b.ids});
  const Value floats = g.Op("Cast", {bytes}, {{"to", static_cast<int64_t>(Element::kFloat)}});
  return g.Op("Mul", {floats, scale});
}

Value Length(const Builder& b) {
  return b.graph.Op("Shape", {b.ids}, {{"start", int64_t{1}}, {"end", int64_t{2}}});
}

Value FirstRows(const Builder& b, std::vector<float> table, int64_t rows, int64_t width) {
  Graph& g = b.graph;
  return g.Op("Slice", {b.Constant({1, rows, width}, std::move(table)), g.Int64s({1}, {0}),
                        Length(b), g.Int64s({1}, {1})});
}

Value PositionsBehindPadding(const Builder& b, int64_t padding) {
  Graph& g = b.graph;
  const Value pad = g.Int32s({}, {static_cast<int32_t>(padding)});
  const Value real = g.Op("Cast", {g.Op("Not", {g.Op("Equal", {b.ids, pad})})},
                          {{"to", static_cast<int64_t>(Element::kInt32)}});
  const Value count = g.Op("CumSum", {real, g.Int32s({}, {1})});
  return g.Op("Add", {g.Op("Mul", {count, real}), pad});
}

Value EmbedPositions(const Builder& b, const Value& positions, std::vector<float> table,
                     int64_t rows, int64_t width) {
  return b.graph.Op("Gather", {b.Constant({rows, width}, std::move(table)), positions});
}

}  // namespace redquill::model::onnx
