#include "model/import/onnx_hints.h"

#include <algorithm>

#include "base/file.h"
#include "base/json.h"
#include "model/hf/members.h"

namespace redquill::model {
namespace {

constexpr uint64_t kMostConfigBytes = 8 << 20;

// Architectures whose positions start behind the padding token's.
constexpr std::string_view kBehindPadding[] = {
    "roberta",    "xlm-roberta", "xlm-roberta-xl", "camembert",
    "longformer", "mpnet",       "data2vec-text",  "roberta-prelayernorm"};

// Of a batch with one text as long as the batch, the graph that PyTorch's exporter writes of these
// (transformers 4.35) takes the longest text's answer from its neighbour.
constexpr std::string_view kDecoders[] = {"gpt2",  "gpt_neo", "gpt_neox", "gptj",     "opt",
                                          "bloom", "llama",   "mistral",  "mixtral",  "qwen2",
                                          "qwen3", "gemma",   "gemma2",   "gemma3",   "phi",
                                          "phi3",  "falcon",  "mpt",      "stablelm", "biogpt"};

template <size_t size>
bool IsIn(const std::string_view (&names)[size], std::string_view name) {
  return std::find(std::begin(names), std::end(names), name) != std::end(names);
}

std::optional<hf::Architecture> KnownArchitecture(std::string_view type) {
  using enum hf::Architecture;
  for (const auto one : {kBert, kDistilBert, kRoberta, kDebertaV2, kGpt2, kLlama}) {
    if (hf::NameOf(one) == type) return one;
  }
  return std::nullopt;
}

std::vector<std::string> LabelNames(const nlohmann::json& config) {
  std::vector<std::string> names;
  const auto labels = config.find("id2label");
  if (labels == config.end() || !labels->is_object() || labels->size() > 1000) return names;
  for (size_t i = 0; i < labels->size(); ++i) {
    const auto label = labels->find(std::to_string(i));
    if (label == labels->end() || !label->is_string()) return {};
    names.push_back(label->get<std::string>());
  }
  return names;
}

}  // namespace

Result<OnnxHints> ReadOnnxHints(const std::string& path) {
  const auto text = ReadFile(path, kMostConfigBytes);
  if (!text) return Failure(text.error());
  const auto config = ParseJson(*text, {.bytes = kMostConfigBytes, .depth = 32, .values = 200'000});
  if (!config) return Failure(config.error(), path);
  if (!config->is_object()) {
    return Fail(Code::kInvalidArgument, path + " must be a JSON object");
  }
  hf::Members in(*config);
  OnnxHints hints;
  hints.model_type = in.Text("model_type", "");
  hints.architecture = KnownArchitecture(hints.model_type);
  hints.padding = in.Size("pad_token_id", -1, hf::kMostVocabulary, -1);
  const char* positions =
      in.Has("max_position_embeddings") ? "max_position_embeddings" : "n_positions";
  hints.positions = in.Size(positions, 0, hf::kMostPositions, 0);
  hints.decoder = IsIn(kDecoders, hints.model_type);
  if (IsIn(kBehindPadding, hints.model_type)) {
    hints.first_position = std::max<int64_t>(hints.padding, 0) + 1;
    hints.positions = std::max<int64_t>(hints.positions - hints.first_position, 0);
  }
  hints.problem_type = in.Text("problem_type", "");
  hints.label_names = LabelNames(*config);
  if (in.fault()) return Failure(*in.fault(), path);
  return hints;
}

}  // namespace redquill::model
