#include "model/hf/name_list.h"
#include "model/onnx/lstm_writer.h"
#include "model/onnx/ops/embedding.h"
#include "model/onnx/ops/linear.h"
#include "model/onnx/ops/pool.h"

namespace redquill::model::onnx {
namespace {

// PyTorch's gates i, f, g, o stand in ONNX as i, o, f, g.
constexpr int64_t kGateOrder[] = {0, 3, 1, 2};

void AppendGates(const std::vector<float>& from, int64_t hidden, int64_t width,
                 std::vector<float>* to) {
  if (from.empty()) return;  // Missing; told later.
  for (const int64_t gate : kGateOrder) {
    const auto begin = from.begin() + gate * hidden * width;
    to->insert(to->end(), begin, begin + hidden * width);
  }
}

// Both directions' states, [batch, length, 2 hidden].
Value WriteLayer(const Builder& b, const LstmShape& shape, Weights* weights, const Value& x) {
  Graph& g = b.graph;
  const int64_t hidden = shape.hidden, gates = 4 * hidden;
  std::vector<float> input, recurrent, bias;
  for (const char* end : {"", "_reverse"}) {
    const std::string e = end;
    AppendGates(weights->Take("lstm.weight_ih_l0" + e, {gates, shape.width}), hidden, shape.width,
                &input);
    AppendGates(weights->Take("lstm.weight_hh_l0" + e, {gates, hidden}), hidden, hidden,
                &recurrent);
    AppendGates(weights->Take("lstm.bias_l0" + e, {gates}), hidden, 1, &bias);
    bias.resize(bias.size() + static_cast<size_t>(gates));  // ONNX's second bias.
  }
  Value lengths;
  if (!b.fused()) {
    lengths = g.Op("ReduceSum", {b.mask, g.Int64s({1}, {1})}, {{"keepdims", int64_t{0}}});
  }
  const Value by_time = g.Op("Transpose", {x}, {{"perm", std::vector<int64_t>{1, 0, 2}}});
  const Value states =
      g.Ops("LSTM",
            {by_time, b.Constant({2, gates, shape.width}, input),
             b.Constant({2, gates, hidden}, recurrent), b.Constant({2, 2 * gates}, bias), lengths},
            {true}, {{"hidden_size", hidden}, {"direction", std::string("bidirectional")}})
          .front();
  // [length, 2, batch, hidden] to [batch, length, 2 hidden].
  const Value turned = g.Op("Transpose", {states}, {{"perm", std::vector<int64_t>{2, 0, 1, 3}}});
  return g.Op("Reshape", {turned, g.Int64s({3}, {0, 0, 2 * hidden})});
}

// The weight of each token, [batch, 1, length]; nothing where all weigh the same.
Value TokenWeights(const Builder& b, const LstmShape& shape, Weights* weights, const Value& x) {
  if (shape.pooling == LstmPooling::kAttention) {
    return AttentionWeights(b, x, "attention", 2 * shape.hidden, weights);
  }
  return b.fused() ? Value() : RealTokens(b);
}

Value WritePool(const Builder& b, const LstmShape& shape, Weights* weights, const Value& x) {
  Graph& g = b.graph;
  const Value token = TokenWeights(b, shape, weights, x);
  const Attributes over_time = {{"keepdims", int64_t{1}}};
  if (!token) {
    const Value mean = g.Op("ReduceMean", {x}, {{"axes", std::vector<int64_t>{1}}, over_time[0]});
    if (shape.pooling == LstmPooling::kMean) return mean;
    const Value sum = g.Op("ReduceSum", {x, g.Int64s({1}, {1})}, over_time);
    const Value part = g.Op("Mul", {sum, b.Scalar(static_cast<float>(1 / kSumLength))});
    return g.Op("Concat", {mean, part}, {{"axis", int64_t{2}}});
  }
  const Value sum = g.Op("MatMul", {token, x});
  const Value mean = g.Op("Div", {sum, g.Op("ReduceSum", {token, g.Int64s({1}, {2})}, over_time)});
  if (shape.pooling != LstmPooling::kMeanAndSum) return mean;
  const Value part = g.Op("Mul", {sum, b.Scalar(static_cast<float>(1 / kSumLength))});
  return g.Op("Concat", {mean, part}, {{"axis", int64_t{2}}});
}

void WriteMetadata(Graph* graph, const LstmShape& shape, const WriteOptions& options) {
  const auto set = [&](std::string_view key, std::string_view value) {
    graph->Metadata(std::string(key), std::string(value));
  };
  set(kMetadataArchitecture, "lstm");
  set(kMetadataPrecision, NameOf(options.precision));
  set(kMetadataOperators, NameOf(options.operators));
  set(kMetadataVocabulary, std::to_string(shape.vocabulary));
  set(kMetadataMaxTokens, std::to_string(options.max_tokens));
  set(kMetadataOutputs, std::to_string(shape.outputs));
}

}  // namespace

std::string_view NameOf(LstmPooling pooling) {
  switch (pooling) {
    case LstmPooling::kMean:
      return "mean";
    case LstmPooling::kAttention:
      return "attention";
    case LstmPooling::kMeanAndSum:
      break;
  }
  return "mean-sum";
}

Result<WrittenModel> WriteLstm(const LstmShape& shape, const TensorSource& source,
                               const WriteOptions& options) {
  if (options.precision == Precision::kFp16) {
    return Fail(Code::kUnsupported, "An LSTM is written as fp32 or int8.", "precision");
  }
  if (options.max_tokens <= 0) {
    return Fail(Code::kInvalidArgument, "An LSTM has no longest input of its own; say one.",
                "max_tokens");
  }
  Graph graph;
  Weights weights(source);
  Builder b{graph, options.precision, options.operators, options.max_tokens, {}, {}};
  const Dimension batch = b.fused() ? Dimension{int64_t{1}} : Dimension{"batch"};
  b.ids = graph.Input("input_ids", Element::kInt32, {batch, "length"});
  if (!b.fused()) b.mask = graph.Input("attention_mask", Element::kInt32, {batch, "length"});
  Value x = Embed(b, weights.Take("embedding.weight", {shape.vocabulary, shape.width}),
                  shape.vocabulary, shape.width);
  x = WriteLayer(b, shape, &weights, x);
  graph.Scope("head");
  x = WritePool(b, shape, &weights, x);
  x = ProjectFully(b, x, weights.TakeLinear("head", shape.pooled(), shape.outputs));
  graph.Output(graph.Op("Squeeze", {x, graph.Int64s({1}, {1})}), "values", Element::kFloat,
               {batch, shape.outputs});
  if (auto checked = weights.Check(); !checked) return Failure(checked.error());
  if (const auto left = weights.Left(); !left.empty()) {
    return Fail(Code::kInvalidArgument, "tensors without a place: " + hf::NameList(left));
  }
  WriteMetadata(&graph, shape, options);
  auto bytes = graph.Serialize();
  if (!bytes) return Failure(bytes.error());
  int64_t parameters = 0;
  for (const std::string& name : source.Names()) parameters += source.Find(name)->elements();
  return WrittenModel{*std::move(bytes), shape.outputs, options.max_tokens, parameters, {}};
}

}  // namespace redquill::model::onnx
