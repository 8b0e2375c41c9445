#include "train/shrink/shrink.h"

#include <algorithm>
#include <functional>
#include <nlohmann/json.hpp>
#include <numeric>

#include "model/hf/checkpoint_folder.h"
#include "model/hf/encoder_names.h"
#include "model/import/tokenizer_file.h"
#include "model/onnx/weights.h"
#include "train/shrink/fewer_pieces.h"

namespace redquill::train {
namespace {

using model::hf::Architecture;

std::string ActivationName(model::hf::Activation activation) {
  return activation == model::hf::Activation::kRelu ? "relu" : "gelu";
}

// Copies tensors of BERT to a DistilBERT.
class Copier {
 public:
  Copier(const model::TensorSource& from, model::SafetensorsWriter* to) : from_(from), to_(*to) {
    prefix_ = from_.Has("bert.embeddings.word_embeddings.weight") ? "bert." : "";
  }

  // Zeros where it is missing, which Check tells.
  std::vector<float> Read(const std::string& name, const model::Shape& shape) {
    auto values = from_.Take(prefix_ + name, shape);
    values.resize(static_cast<size_t>(
        std::accumulate(shape.begin(), shape.end(), int64_t{1}, std::multiplies<>())));
    return values;
  }
  void Write(const std::string& name, const model::Shape& shape, const std::vector<float>& values) {
    to_.Add(name, shape, model::DType::kF32, values);
    parameters_ += static_cast<int64_t>(values.size());
  }
  // The tensors .weight and .bias of one part.
  void Copy(const std::string& from, const std::string& to, const model::Shape& weight) {
    Write(to + ".weight", weight, Read(from + ".weight", weight));
    const model::Shape bias = {weight.front()};
    Write(to + ".bias", bias, Read(from + ".bias", bias));
  }

  Result<void> Check() const { return from_.Check(); }
  int64_t parameters() const { return parameters_; }

 private:
  model::onnx::Weights from_;
  model::SafetensorsWriter& to_;
  std::string prefix_;
  int64_t parameters_ = 0;
};

void CopyEmbeddings(const model::hf::Config& c, const std::vector<int32_t>& kept, Copier* copier) {
  const auto width = static_cast<size_t>(c.hidden);
  const auto words = copier->Read("embeddings.word_embeddings.weight", {c.vocabulary, c.hidden});
  std::vector<float> rows;
  rows.reserve(kept.size() * width);
  for (const int32_t id : kept) {
    const auto row = words.begin() + static_cast<ptrdiff_t>(static_cast<size_t>(id) * width);
    rows.insert(rows.end(), row, row + static_cast<ptrdiff_t>(width));
  }
  copier->Write("embeddings.word_embeddings.weight", {static_cast<int64_t>(kept.size()), c.hidden},
                rows);
  auto positions = copier->Read("embeddings.position_embeddings.weight", {c.positions, c.hidden});
  if (c.token_types > 0) {
    const auto types =
        copier->Read("embeddings.token_type_embeddings.weight", {c.token_types, c.hidden});
    for (size_t i = 0; i < positions.size(); ++i) positions[i] += types[i % width];
  }
  copier->Write("embeddings.position_embeddings.weight", {c.positions, c.hidden}, positions);
  copier->Copy("embeddings.LayerNorm", "embeddings.LayerNorm", {c.hidden});
}

void CopyLayer(const model::hf::Config& c, int64_t from_layer, int64_t to_layer, Copier* copier) {
  const auto from = model::hf::LayerNames(Architecture::kBert, "", from_layer);
  const auto to = model::hf::LayerNames(Architecture::kDistilBert, "", to_layer);
  const model::Shape square = {c.hidden, c.hidden}, norm = {c.hidden};
  copier->Copy(from.query, to.query, square);
  copier->Copy(from.key, to.key, square);
  copier->Copy(from.value, to.value, square);
  copier->Copy(from.output, to.output, square);
  copier->Copy(from.attention_norm, to.attention_norm, norm);
  copier->Copy(from.up, to.up, {c.intermediate, c.hidden});
  copier->Copy(from.down, to.down, {c.hidden, c.intermediate});
  copier->Copy(from.output_norm, to.output_norm, norm);
}

Result<void> CheckLayers(const std::vector<int64_t>& layers, int64_t all) {
  const bool rising =
      std::adjacent_find(layers.begin(), layers.end(), std::greater_equal<>()) == layers.end();
  if (layers.empty() || !rising || layers.front() < 0 || layers.back() >= all) {
    return Fail(Code::kInvalidArgument,
                "The layers to keep must rise from 0 to at most " + std::to_string(all - 1) +
                    ", the last of the checkpoint's.",
                "layers");
  }
  return {};
}

}  // namespace

Result<Shrinker> Shrinker::Open(const std::string& folder) {
  Shrinker shrinker;
  auto config = model::hf::ReadConfigFile(folder);
  if (!config) return Failure(config.error());
  shrinker.config_ = *config;
  const bool usual = config->activation == model::hf::Activation::kGelu ||
                     config->activation == model::hf::Activation::kRelu;
  if (config->architecture != Architecture::kBert || !usual || config->norm_epsilon != 1e-12) {
    return Fail(Code::kUnsupported,
                folder +
                    " does not hold a BERT that a DistilBERT can be made of: model_type bert, "
                    "hidden_act gelu or relu, layer_norm_eps 1e-12.",
                "from");
  }
  auto checkpoint = model::hf::Checkpoint::Open(folder);
  if (!checkpoint) return Failure(checkpoint.error());
  shrinker.checkpoint_ = std::move(*checkpoint);
  auto tokenizer = model::ReadTokenizerFile(folder, *config);
  if (!tokenizer) return Failure(tokenizer.error());
  shrinker.tokenizer_json_ = std::move(tokenizer->json);
  auto read = text::Tokenizer::FromJson(shrinker.tokenizer_json_);
  if (!read) return Failure(read.error());
  shrinker.tokenizer_ = std::move(*read);
  return shrinker;
}

Result<Shrunk> Shrinker::Write(const ShrinkRecipe& recipe, const std::string& folder) const {
  if (auto good = CheckLayers(recipe.layers, config_.layers); !good) return Failure(good.error());
  FewerPieces pieces{tokenizer_json_, {}};
  if (recipe.used.empty()) {
    pieces.old_ids.resize(static_cast<size_t>(config_.vocabulary));
    std::iota(pieces.old_ids.begin(), pieces.old_ids.end(), 0);
  } else {
    auto fewer = KeepPieces(tokenizer_json_, recipe.used);
    if (!fewer) return Failure(fewer.error());
    pieces = std::move(*fewer);
  }
  model::SafetensorsWriter writer;
  Copier copier(*checkpoint_, &writer);
  CopyEmbeddings(config_, pieces.old_ids, &copier);
  for (size_t i = 0; i < recipe.layers.size(); ++i) {
    CopyLayer(config_, recipe.layers[i], static_cast<int64_t>(i), &copier);
  }
  if (auto whole = copier.Check(); !whole) {
    return Fail(Code::kCorrupt, "The checkpoint: " + whole.error().message + ".", "from");
  }
  const Shrunk shrunk{.tokens = static_cast<int64_t>(pieces.old_ids.size()),
                      .tokens_before = config_.vocabulary,
                      .layers = static_cast<int64_t>(recipe.layers.size()),
                      .layers_before = config_.layers,
                      .parameters = copier.parameters()};
  nlohmann::json config = {{"architectures", {"DistilBertModel"}},
                           {"model_type", "distilbert"},
                           {"vocab_size", shrunk.tokens},
                           {"dim", config_.hidden},
                           {"hidden_dim", config_.intermediate},
                           {"n_layers", shrunk.layers},
                           {"n_heads", config_.heads},
                           {"max_position_embeddings", config_.positions},
                           {"sinusoidal_pos_embds", false},
                           {"activation", ActivationName(config_.activation)}};
  const auto pad = std::find(pieces.old_ids.begin(), pieces.old_ids.end(), config_.pad_token);
  if (pad != pieces.old_ids.end()) config["pad_token_id"] = pad - pieces.old_ids.begin();

  auto written =
      model::hf::WriteCheckpointFolder(folder, config, pieces.tokenizer_json, std::move(writer));
  if (!written) return Failure(written.error());
  return shrunk;
}

}  // namespace redquill::train
