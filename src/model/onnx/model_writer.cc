#include "model/onnx/model_writer.h"

#include <algorithm>
#include <array>

#include "base/quote.h"
#include "model/hf/name_list.h"
#include "model/onnx/arch/arch.h"
#include "model/onnx/ops/linear.h"
#include "model/onnx/ops/ordinal.h"

namespace redquill::model::onnx {
namespace {

bool IsDecoder(hf::Architecture a) {
  return a == hf::Architecture::kGpt2 || a == hf::Architecture::kLlama;
}

Value WriteBody(const Context& c) {
  switch (c.config.architecture) {
    case hf::Architecture::kBert:
      return WriteBert(c);
    case hf::Architecture::kDistilBert:
      return WriteDistilBert(c);
    case hf::Architecture::kRoberta:
      return WriteRoberta(c);
    case hf::Architecture::kDebertaV2:
      return WriteDeberta(c);
    case hf::Architecture::kGpt2:
      return WriteGpt2(c);
    case hf::Architecture::kLlama:
      break;
  }
  return WriteLlama(c);
}

// A tensor that checkpoints carry and that no score depends on: buffers that the reference computes
// anew, and the heads of other tasks.
bool PlaysNoPart(std::string_view name, bool has_head) {
  constexpr std::array<std::string_view, 4> kBuffers = {
      "embeddings.position_ids", ".attn.bias", ".attn.masked_bias", ".rotary_emb.inv_freq"};
  constexpr std::array<std::string_view, 8> kOtherHeads = {
      "cls.",
      "head.",  // Of a network trained here, kept as a checkpoint.
      "lm_head.", "lm_predictions.", "mask_predictions.",
      "vocab_",   "qa_outputs.",     "deberta.embeddings.position_embeddings."};
  for (std::string_view end : kBuffers) {
    if (name.ends_with(end)) return true;
  }
  for (std::string_view start : kOtherHeads) {
    if (name.starts_with(start)) return true;
  }
  // BERT's and RoBERTa's pooler belongs to their own task; a bare encoder is pooled here.
  return !has_head && (name.starts_with("pooler.") || name.find(".pooler.") != name.npos);
}

Result<std::vector<std::string>> CheckLeft(const Weights& weights, bool has_head) {
  std::vector<std::string> ignored, unknown;
  for (const std::string& name : weights.Left()) {
    (PlaysNoPart(name, has_head) ? ignored : unknown).push_back(name);
  }
  if (unknown.empty()) return ignored;
  return Fail(
      Code::kInvalidArgument,
      "the checkpoint holds tensors that its config.json gives no place: " + hf::NameList(unknown));
}

// [batch, 1, labels] to [batch, 1, 1].
Value MeanOfClasses(const Builder& b, const Value& logits, const std::vector<float>& values) {
  const Value probabilities = b.graph.Op("Softmax", {logits}, {{"axis", int64_t{-1}}});
  return b.graph.Op("MatMul",
                    {probabilities, b.Constant({static_cast<int64_t>(values.size()), 1}, values)});
}

int64_t CountParameters(const TensorSource& source, const std::vector<std::string>& ignored) {
  int64_t count = 0;
  for (const std::string& name : source.Names()) {
    if (!std::binary_search(ignored.begin(), ignored.end(), name)) {
      count += source.Find(name)->elements();
    }
  }
  return count;
}

void WriteMetadata(Graph* graph, const hf::Config& config, const WriteOptions& options,
                   int64_t max_tokens, int64_t outputs) {
  const auto set = [&](std::string_view key, std::string_view value) {
    graph->Metadata(std::string(key), std::string(value));
  };
  set(kMetadataArchitecture, hf::NameOf(config.architecture));
  set(kMetadataPrecision, NameOf(options.precision));
  set(kMetadataOperators, NameOf(options.operators));
  set(kMetadataVocabulary, std::to_string(config.vocabulary));
  set(kMetadataMaxTokens, std::to_string(max_tokens));
  set(kMetadataOutputs, std::to_string(outputs));
  if (!options.config.empty()) set(kMetadataConfig, options.config);
}

}  // namespace

std::string_view NameOf(Precision precision) {
  switch (precision) {
    case Precision::kInt8:
      return "int8";
    case Precision::kFp16:
      return "fp16";
    case Precision::kFp32:
      break;
  }
  return "fp32";
}

std::string_view NameOf(Operators operators) {
  return operators == Operators::kFused ? "fused" : "standard";
}

Result<int64_t> MaxTokens(const hf::Config& config, int64_t wanted) {
  constexpr int64_t kUsual = 4096, kMost = 131'072;
  const bool computed = !config.position_table;
  const int64_t most = computed ? kMost : config.max_tokens();
  if (wanted > most) {
    return Fail(Code::kInvalidArgument,
                "this checkpoint has positions for " + std::to_string(most) + " tokens; " +
                    std::to_string(wanted) + " were asked for",
                "max_tokens");
  }
  if (wanted > 0) return wanted;
  return computed ? std::min(config.max_tokens(), kUsual) : config.max_tokens();
}

Result<WrittenModel> WriteModel(const hf::Config& config, const TensorSource& source,
                                const WriteOptions& options) {
  auto max_tokens = MaxTokens(config, options.max_tokens);
  if (!max_tokens) return Failure(max_tokens.error());
  if (!options.class_values.empty() &&
      (!config.classifier || options.class_values.size() != static_cast<size_t>(config.labels))) {
    return Fail(Code::kInvalidArgument, "class_values must be as many as the head has labels");
  }
  if (options.scores < 1 || (options.scores > 1 && !options.levels.empty())) {
    return Fail(Code::kInvalidArgument, "an ordinal head gives one score");
  }
  if (options.levels.size() == 1) {
    return Fail(Code::kInvalidArgument, "an ordinal head has at least two levels");
  }
  Graph graph;
  Weights weights(source, options.taken);
  Builder b{graph, options.precision, options.operators, *max_tokens, {}, {}};
  const Dimension batch = b.fused() ? Dimension{int64_t{1}} : Dimension{"batch"};
  b.ids = graph.Input("input_ids", Element::kInt32, {batch, "length"});
  if (!b.fused()) b.mask = graph.Input("attention_mask", Element::kInt32, {batch, "length"});

  Pooling pooling = options.pooling;
  if (config.classifier) {
    pooling = IsDecoder(config.architecture) ? Pooling::kLast : Pooling::kFirst;
  }
  const Context context{b, config, weights, pooling};
  Value x = WriteBody(context);
  graph.Scope("head");
  if (!context.one_row()) x = Pool(b, x, pooling, config.hidden, &weights);
  const int64_t pooled = PooledWidth(pooling, config.hidden);
  if (config.classifier) x = WriteHead(context, x);
  if (options.regression_head && options.levels.empty()) {
    x = ProjectFully(b, x, weights.TakeLinear("head", pooled, options.scores));
  } else if (options.regression_head) {
    x = ExpectedLevel(b, x, "head", pooled, options.levels, &weights);
  }
  if (!options.class_values.empty()) x = MeanOfClasses(b, x, options.class_values);
  if (options.unit_length) x = UnitLength(b, x);
  if (options.precision == Precision::kFp16) {
    x = graph.Op("Cast", {x}, {{"to", static_cast<int64_t>(Element::kFloat)}});
  }
  const int64_t outputs = options.regression_head         ? options.scores
                          : !options.class_values.empty() ? 1
                          : config.classifier             ? config.labels
                                                          : pooled;
  graph.Output(graph.Op("Squeeze", {x, graph.Int64s({1}, {1})}), "values", Element::kFloat,
               {batch, outputs});
  if (auto checked = weights.Check(); !checked) return Failure(checked.error());
  auto ignored = CheckLeft(weights, config.classifier);
  if (!ignored) return Failure(ignored.error());

  WriteMetadata(&graph, config, options, *max_tokens, outputs);
  auto bytes = graph.Serialize();
  if (!bytes) return Failure(bytes.error());
  return WrittenModel{*std::move(bytes), outputs, *max_tokens, CountParameters(source, *ignored),
                      *std::move(ignored)};
}

}  // namespace redquill::model::onnx
