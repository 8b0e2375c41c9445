#include "engine/gbdt/gbdt_engine.h"

#include <cmath>

#include "engine/gbdt/attribution.h"
#include "model/safetensors.h"

namespace redquill::engine::gbdt {

size_t TreeColumns(const Spec& spec, const PartSpec& part, size_t prompts) {
  return spec.features + kHeads + (part.by_prompt ? prompts : 0);
}

std::vector<float> TreeRow(std::span<const float> features, std::span<const double> heads,
                           const PartSpec& part, size_t prompts, int prompt) {
  std::vector<float> row(features.begin(), features.end());
  row.reserve(features.size() + heads.size() + prompts);
  for (const double head : heads) row.push_back(static_cast<float>(head));
  if (part.by_prompt) {
    for (size_t p = 0; p < prompts; ++p) row.push_back(static_cast<int>(p) == prompt ? 1.0f : 0.0f);
  }
  return row;
}

Result<std::unique_ptr<const Engine>> GbdtEngine::Open(
    std::shared_ptr<const model::Package> package) {
  const model::Manifest& manifest = package->manifest();
  auto spec = ReadSpec(manifest.config, manifest.prompts.size());
  if (!spec) return Failure(spec.error());
  if (manifest.outputs.size() != 1) {
    return Fail(Code::kCorrupt, "manifest.json: a feature model has one output", "outputs");
  }
  const auto file = package->File(kWeightsFile);
  if (!file) return Failure(file.error());
  const auto tensors = model::Safetensors::Read(*file);
  if (!tensors) return Failure(tensors.error(), kWeightsFile);
  auto weights = ReadWeights(*spec, manifest.prompts.size(), *tensors);
  if (!weights) return Failure(weights.error());

  std::unique_ptr<GbdtEngine> engine(new GbdtEngine(std::move(*spec), manifest.prompts.size()));
  engine->kernel_ = Kernel(std::move(weights->mean), std::move(weights->scale),
                           std::move(weights->landmarks), engine->spec_.gammas);
  for (size_t p = 0; p < engine->spec_.parts.size(); ++p) {
    const PartSpec& part = engine->spec_.parts[p];
    const auto trees = package->File(part.trees);
    if (!trees) return Failure(trees.error());
    auto booster = Booster::Load(*trees, TreeColumns(engine->spec_, part, engine->prompts_));
    if (!booster) return Failure(booster.error(), part.trees);
    engine->parts_.push_back(
        {part, Heads(engine->spec_, part, std::move(weights->parts[p])), std::move(*booster)});
  }
  if (!engine->spec_.topics.empty()) engine->topics_ = Topics(weights->topics);
  return engine;
}

Result<void> GbdtEngine::Check(const Input& input) const {
  if (input.features.size() != spec_.features || input.ngrams.size() != spec_.blocks.size()) {
    return Fail(Code::kInvalidArgument, "The model reads " + std::to_string(spec_.features) +
                                            " features and " + std::to_string(spec_.blocks.size()) +
                                            " n-gram blocks, not " +
                                            std::to_string(input.features.size()) + " and " +
                                            std::to_string(input.ngrams.size()));
  }
  for (const float feature : input.features) {
    if (!std::isfinite(feature)) {
      return Fail(Code::kInvalidArgument, "A feature of the essay is not a finite number");
    }
  }
  for (size_t b = 0; b < spec_.blocks.size(); ++b) {
    const SparseVector& vector = input.ngrams[b];
    if (vector.index.size() != vector.value.size() ||
        (!vector.index.empty() && vector.index.back() >= spec_.blocks[b].columns)) {
      return Fail(Code::kInvalidArgument,
                  "The n-gram block " + spec_.blocks[b].name + " does not fit the model");
    }
  }
  if (input.prompt && *input.prompt >= static_cast<int>(prompts_)) {
    return Fail(Code::kInvalidArgument, "The model has no prompt of that number");
  }
  return {};
}

std::optional<int> GbdtEngine::PromptOf(const Input& input) const {
  if (input.prompt) {
    return *input.prompt < 0 ? std::nullopt : input.prompt;
  }
  if (spec_.topics.empty()) return std::nullopt;
  return topics_.Recognise(input.ngrams[static_cast<size_t>(spec_.BlockOf(spec_.topics))]);
}

Result<Output> GbdtEngine::Run(const Input& input, const RunOptions& options) const {
  if (auto checked = Check(input); !checked) return Failure(checked.error());
  Output output;
  output.prompt = PromptOf(input);
  const Part& part = parts_.size() == 1 || output.prompt ? parts_.front() : parts_.back();
  const int prompt = output.prompt.value_or(0);
  const auto z = kernel_.Standardise(input.features);
  const auto heads = part.heads.Run(input.ngrams, kernel_.Values(z), prompt);
  const auto row = TreeRow(input.features, heads.head, part.spec, prompts_, prompt);
  const auto trees = part.trees.Predict(row);
  if (!trees) return Failure(trees.error());
  output.part = part.spec.name;
  output.raw = {part.spec.blend * *trees + (1.0 - part.spec.blend) * heads.head[1]};
  if (options.explain) {
    if (auto told = Explain(part, heads, row, z, prompt, &output); !told) {
      return Failure(told.error());
    }
  }
  return output;
}

Result<void> GbdtEngine::Explain(const Part& part, const Heads::Values& heads,
                                 std::span<const float> row, std::span<const float> z, int prompt,
                                 Output* output) const {
  const auto shapley = part.trees.Contributions(row);
  if (!shapley) return Failure(shapley.error());
  const auto weights = part.heads.KernelWeights(prompt);
  auto attribution = AttributeHead(heads, part.heads.centre(), kernel_, weights, z);
  AddTrees(*shapley, part.spec.blend, &attribution);
  for (size_t j = 0; j < attribution.features.size(); ++j) {
    output->contributions.push_back({static_cast<int>(j), attribution.features[j]});
  }
  const auto& blocks = part.heads.blocks();
  for (size_t b = 0; b < blocks.size(); ++b) {
    output->contributions.push_back({-1 - static_cast<int>(blocks[b]), attribution.blocks[b]});
  }
  return {};
}

}  // namespace redquill::engine::gbdt
