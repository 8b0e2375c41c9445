#include "train/neural/starting_point.h"

#include <algorithm>
#include <filesystem>

#include "base/atomic_file.h"
#include "base/file.h"
#include "base/json.h"
#include "model/hf/checkpoint_folder.h"
#include "model/import/tokenizer_file.h"
#include "model/onnx/written_weights.h"
#include "model/package.h"
#include "train/neural/config_json.h"

namespace redquill::train {
namespace {

constexpr uint64_t kMostConfigBytes = 1 << 20;
constexpr uint64_t kMostTokenizerBytes = 64 << 20;

std::string NamesOf(const std::vector<model::hf::Architecture>& architectures) {
  std::string names;
  for (const auto architecture : architectures) {
    names += (names.empty() ? "" : " or ") + std::string(model::hf::NameOf(architecture));
  }
  return names;
}

// A padding token's id, as the tokenizers that are learned here name it.
int32_t PadOf(const text::Tokenizer& tokenizer) {
  const int32_t pad = tokenizer.Find("[PAD]");
  return pad >= 0 ? pad : tokenizer.Find("<pad>");
}

}  // namespace

Result<StartingPoint> StartingPoint::Open(const StartRecipe& recipe) {
  if (recipe.init.empty() == recipe.tokenizer.empty()) {
    return Fail(Code::kInvalidArgument,
                "Give a checkpoint's folder with --init, or a tokenizer.json with --tokenizer to "
                "start from weights drawn by chance.",
                "init");
  }
  StartingPoint point;
  std::error_code ignored;
  auto read = recipe.init.empty() ? point.MakeShape(recipe)
              : std::filesystem::is_regular_file(recipe.init, ignored)
                  ? point.ReadPackage(recipe)
                  : point.ReadCheckpoint(recipe);
  if (!read) return Failure(read.error());
  auto tokenizer = text::Tokenizer::FromJson(point.tokenizer_json_);
  if (!tokenizer) return Failure(tokenizer.error());
  point.tokenizer_ = std::move(*tokenizer);
  return point;
}

Result<void> StartingPoint::Take(const model::hf::Config& config, const std::string& json,
                                 const StartRecipe& recipe) {
  const auto& wanted = recipe.architectures;
  if (std::find(wanted.begin(), wanted.end(), config.architecture) == wanted.end()) {
    return Fail(Code::kUnsupported,
                recipe.init + " holds a checkpoint of " +
                    std::string(model::hf::NameOf(config.architecture)) + "; here one of " +
                    NamesOf(wanted) + " is trained.",
                "init");
  }
  auto read = ParseJson(json);
  if (!read) return Failure(read.error());
  config_ = config;
  config_json_ = std::move(*read);
  // The head is another one, and where the checkpoint lay is nobody's business.
  config_json_["architectures"] = {BareClass(config.architecture)};
  config_json_.erase("_name_or_path");
  if (config.position_table) SetPositions(config, recipe.max_tokens, &config_json_);
  return {};
}

Result<void> StartingPoint::ReadCheckpoint(const StartRecipe& recipe) {
  const auto config = model::hf::ReadConfigFile(recipe.init);
  if (!config) return Failure(config.error());
  const auto text = ReadFile(recipe.init + "/config.json", kMostConfigBytes);
  if (!text) return Failure(text.error());
  if (auto taken = Take(*config, *text, recipe); !taken) return taken;
  auto checkpoint = model::hf::Checkpoint::Open(recipe.init);
  if (!checkpoint) return Failure(checkpoint.error());
  weights_ = std::move(*checkpoint);
  auto tokenizer = model::ReadTokenizerFile(recipe.init, *config);
  if (!tokenizer) return Failure(tokenizer.error());
  tokenizer_json_ = std::move(tokenizer->json);
  return {};
}

Result<void> StartingPoint::ReadPackage(const StartRecipe& recipe) {
  const auto package = model::Package::Open(recipe.init);
  if (!package) return Failure(package.error());
  const auto onnx = (*package)->Text("model.onnx");
  if (!onnx) return Failure(onnx.error(), "init");
  const auto tokenizer = (*package)->Text("tokenizer.json");
  if (!tokenizer) return Failure(tokenizer.error(), "init");
  auto weights = model::onnx::WrittenWeights::Read(*onnx);
  if (!weights) return Failure(weights.error(), recipe.init);
  if (auto taken = Take((*weights)->config(), (*weights)->config_json(), recipe); !taken) {
    return taken;
  }
  weights_ = std::move(*weights);
  tokenizer_json_ = *tokenizer;
  return {};
}

Result<void> StartingPoint::MakeShape(const StartRecipe& recipe) {
  auto text = ReadFile(recipe.tokenizer, kMostTokenizerBytes);
  if (!text) return Failure(text.error());
  tokenizer_json_ = std::move(*text);
  const auto tokenizer = text::Tokenizer::FromJson(tokenizer_json_);
  if (!tokenizer) return Failure(tokenizer.error(), recipe.tokenizer);
  config_json_ = ConfigJson({.architecture = recipe.architectures.front(),
                             .vocabulary = static_cast<int64_t>((*tokenizer)->vocabulary()),
                             .layers = recipe.layers,
                             .width = recipe.width,
                             .heads = recipe.heads,
                             .positions = recipe.max_tokens,
                             .pad_token = PadOf(**tokenizer)});
  auto config = model::hf::ReadConfig(config_json_.dump());
  if (!config) return Failure(config.error());
  config_ = *config;
  return {};
}

Result<std::unique_ptr<EncoderNetwork>> StartingPoint::MakeNetwork(const EncoderOptions& options,
                                                                   uint64_t seed) const {
  return weights_ ? EncoderNetwork::FromCheckpoint(config_, *weights_, options, seed)
                  : EncoderNetwork::FromScratch(config_, options, seed);
}

bool StartingPoint::ReadMore(Parameters* tensors) const {
  return weights_ && LoadIfWhole(*weights_, "", tensors);
}

Result<void> StartingPoint::Keep(const Parameters& weights, const std::string& folder) const {
  model::SafetensorsWriter writer;
  Save(weights, "", &writer);
  return model::hf::WriteCheckpointFolder(folder, config_json_, tokenizer_json_, std::move(writer));
}

}  // namespace redquill::train
