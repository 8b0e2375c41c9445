#include "model/onnx/ops/disentangled.h"

#include "model/onnx/ops/attention.h"
#include "model/onnx/ops/embedding.h"
#include "model/onnx/ops/linear.h"
#include "model/onnx/quantize.h"

namespace redquill::model::onnx {
namespace {

// [rows, heads * size] to [heads, size, rows], for a product with [batch, heads, length, size];
// nothing for no terms. At int8 a byte each and a scale for each column of the terms, which the
// runtime makes floats again once, when it loads the model.
Value Columns(const Builder& b, const std::vector<float>& terms, int64_t rows, int64_t heads,
              int64_t size) {
  if (terms.empty()) return {};
  std::vector<float> turned(terms.size());
  for (int64_t r = 0; r < rows; ++r) {
    for (int64_t c = 0; c < heads * size; ++c) {
      turned[static_cast<size_t>(c * rows + r)] = terms[static_cast<size_t>(r * heads * size + c)];
    }
  }
  if (b.precision != Precision::kInt8) return b.Constant({heads, size, rows}, std::move(turned));
  const Quantized q = QuantizeRows(turned, heads * size, rows);
  const Value floats = b.graph.Op("Cast", {b.graph.Int8s({heads, size, rows}, q.bytes)},
                                  {{"to", static_cast<int64_t>(Element::kFloat)}});
  return b.graph.Op("Mul", {floats, b.graph.Floats({heads, size, 1}, q.scale)});
}

// From x [batch, heads, n, rows] the element index[n, m] of each row n: [batch, heads, n, m].
Value PickRows(const Builder& b, const Value& x, const Value& index) {
  Graph& g = b.graph;
  // GatherElements wants an index of x's own leading sizes.
  const Value leading = g.Op("Slice", {g.Op("Shape", {x}), g.Int64s({1}, {0}), g.Int64s({1}, {2})});
  const Value shape = g.Op("Concat", {leading, g.Op("Shape", {index})}, {{"axis", int64_t{0}}});
  return g.Op("GatherElements", {x, g.Op("Expand", {index, shape})}, {{"axis", int64_t{3}}});
}

}  // namespace

RelativePositions MakeRelativePositions(const Builder& b, const hf::Disentangled& d) {
  Graph& g = b.graph;
  RelativePositions made;
  made.rows = 2 * d.span();
  made.table = g.Int32s({2 * b.max_tokens - 1}, RelativeRows(d, b.max_tokens));
  if (b.fused()) return made;
  const Value table = g.Op("Cast", {made.table}, {{"to", static_cast<int64_t>(Element::kInt64)}});
  const Value end = g.Op("Squeeze", {Length(b), g.Int64s({1}, {0})});
  const Value at = g.Op("Range", {g.Int64s({}, {0}), end, g.Int64s({}, {1})});
  const Value keys =
      g.Op("Sub", {g.Op("Unsqueeze", {at, g.Int64s({1}, {0})}), g.Int64s({}, {b.max_tokens - 1})});
  const Value distance = g.Op("Sub", {g.Op("Unsqueeze", {at, g.Int64s({1}, {1})}), keys});
  made.index = g.Op("Gather", {table, distance});
  made.first_index =
      g.Op("Slice", {made.index, g.Int64s({1}, {0}), g.Int64s({1}, {1}), g.Int64s({1}, {0})});
  return made;
}

Value AttendDisentangled(const Builder& b, int64_t heads, int64_t size,
                         const RelativePositions& positions, const Value& bias,
                         const DisentangledInput& in) {
  Graph& g = b.graph;
  if (b.fused()) {
    return g.Op("DisentangledAttention",
                {Finish(b, in.query), Finish(b, in.key), Finish(b, in.value),
                 Columns(b, in.terms.key, positions.rows, heads, size),
                 Columns(b, in.terms.query, positions.rows, heads, size), positions.table},
                {{"heads", heads}}, kRedquill);
  }
  const Value query = SplitHeads(b, Finish(b, in.query), heads, size);
  const Value key = SplitHeads(b, Finish(b, in.key), heads, size);
  const Value value = SplitHeads(b, Finish(b, in.value), heads, size);
  const std::vector<int64_t> turn = {0, 1, 3, 2};
  const Value index = in.one_query ? positions.first_index : positions.index;
  Value scores = g.Op("MatMul", {query, g.Op("Transpose", {key}, {{"perm", turn}})});
  if (!in.terms.key.empty()) {
    const Value all =
        g.Op("MatMul", {query, Columns(b, in.terms.key, positions.rows, heads, size)});
    scores = g.Op("Add", {scores, PickRows(b, all, index)});
  }
  if (!in.terms.query.empty()) {
    const Value all =
        g.Op("MatMul", {key, Columns(b, in.terms.query, positions.rows, heads, size)});
    const Value turned = g.Op("Transpose", {index}, {{"perm", std::vector<int64_t>{1, 0}}});
    scores = g.Op("Add", {scores, g.Op("Transpose", {PickRows(b, all, turned)}, {{"perm", turn}})});
  }
  return Blend(b, scores, bias, value, heads * size);
}

}  // namespace redquill::model::onnx
