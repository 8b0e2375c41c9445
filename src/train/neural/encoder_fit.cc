#include "train/neural/encoder_fit.h"

#include <filesystem>
#include <nlohmann/json.hpp>

#include "base/atomic_file.h"
#include "base/file.h"
#include "base/json.h"
#include "model/import/tokenizer_file.h"

namespace redquill::train {
namespace {

constexpr uint64_t kMostConfigBytes = 1 << 20;

}  // namespace

Result<std::unique_ptr<EncoderFit>> EncoderFit::Open(
    const EncoderRecipe& recipe, const EssaySet& set, std::span<const size_t> rows, uint64_t seed,
    const std::string& work, const std::function<void(size_t done, size_t all)>& done) {
  std::unique_ptr<EncoderFit> fit(new EncoderFit(recipe, set));
  auto config = model::hf::ReadConfigFile(recipe.init);
  if (!config) return Failure(config.error());
  fit->config_ = *config;
  auto checkpoint = model::hf::Checkpoint::Open(recipe.init);
  if (!checkpoint) return Failure(checkpoint.error());
  fit->checkpoint_ = std::move(*checkpoint);
  auto read_tokenizer = model::ReadTokenizerFile(recipe.init, *config);
  if (!read_tokenizer) return Failure(read_tokenizer.error());
  fit->tokenizer_json_ = std::move(read_tokenizer->json);
  auto tokenizer = text::Tokenizer::FromJson(fit->tokenizer_json_);
  if (!tokenizer) return Failure(tokenizer.error());
  fit->tokenizer_ = std::move(*tokenizer);
  if (auto read = fit->ReadEssays(rows); !read) return Failure(read.error());
  auto network = fit->MakeNetwork(seed);
  if (!network) return Failure(network.error());
  if ((*network)->frozen_layers() <= 0) return fit;
  const std::vector<Tokens> essays(fit->tokens_.begin(), fit->tokens_.end());
  size_t all = 0;
  for (const Tokens& tokens : essays) all += tokens.size();
  auto frozen = FrozenActivations::Make(network->get(), essays, work,
                                        [&](size_t tokens) { done(tokens, all); });
  if (!frozen) return Failure(frozen.error());
  fit->frozen_.emplace(std::move(*frozen));
  return fit;
}

Result<void> EncoderFit::ReadEssays(std::span<const size_t> rows) {
  tokens_.resize(set_.size());
  const auto most = static_cast<size_t>(recipe_.encoder.max_tokens);
  for (const size_t row : rows) {
    auto encoding = tokenizer_->Encode(set_.texts[row], most);
    if (!encoding) return Failure(encoding.error(), "essay " + set_.id[row]);
    cut_ += encoding->total > encoding->ids.size();
    tokens_[row] = std::move(encoding->ids);
  }
  return {};
}

Result<std::unique_ptr<EncoderNetwork>> EncoderFit::MakeNetwork(uint64_t seed) const {
  return EncoderNetwork::FromCheckpoint(config_, *checkpoint_, recipe_.encoder, seed);
}

Result<NetworkModel> EncoderFit::Fit(std::span<const size_t> rows, bool within_prompts,
                                     uint64_t seed, const std::string& checkpoint,
                                     const FitHooks& hooks) {
  const auto parts = MakeParts(set_, rows, within_prompts, recipe_.validation_share, seed);
  if (!parts) return Failure(parts.error());
  auto network = MakeNetwork(seed);
  if (!network) return Failure(network.error());
  NetworkModel model;
  model.architecture = model::hf::NameOf(config_.architecture);
  model.tokenizer = tokenizer_json_;
  model.max_tokens = static_cast<size_t>(recipe_.encoder.max_tokens);
  model.encode = [tokenizer = tokenizer_, most = model.max_tokens](std::string_view text) {
    auto encoding = tokenizer->Encode(text, most);
    return encoding ? std::move(encoding->ids) : std::vector<int32_t>();
  };
  const auto read = [&](size_t row) {
    return Reading{tokens_[row], frozen_ ? frozen_->Of(row) : Activations()};
  };
  auto fitted = FitNetwork(network->get(), set_, *parts, read, recipe_, seed, checkpoint, hooks,
                           &model, &trained_);
  if (!fitted) return Failure(fitted.error());
  model::onnx::WriteOptions write;
  write.precision = recipe_.precision;
  write.pooling = recipe_.encoder.pooling;
  write.regression_head = true;
  auto written = model::onnx::WriteModel((*network)->config(),
                                         ParameterSource((*network)->parameters()), write);
  if (!written) return Failure(written.error());
  model.onnx = std::move(written->onnx);
  model.parameters = written->parameters;
  return model;
}

Result<void> EncoderFit::Keep(const std::string& folder) const {
  std::error_code failed;
  std::filesystem::create_directories(folder, failed);
  if (failed) return Fail(Code::kIo, folder + ": " + failed.message(), "keep");
  const auto text = ReadFile(recipe_.init + "/config.json", kMostConfigBytes);
  if (!text) return Failure(text.error());
  auto config = ParseJson(*text);
  if (!config) return Failure(config.error());
  (*config)["max_position_embeddings"] = recipe_.encoder.max_tokens;
  model::SafetensorsWriter writer;
  Save(trained_, "", &writer);
  for (const auto& [name, bytes] :
       {std::pair<std::string, std::string>{"config.json", config->dump(2) + "\n"},
        {"tokenizer.json", tokenizer_json_},
        {"model.safetensors", std::move(writer).Finish()}}) {
    if (auto kept = WriteFileAtomically(folder + "/" + name, bytes); !kept) return kept;
  }
  return {};
}

}  // namespace redquill::train
