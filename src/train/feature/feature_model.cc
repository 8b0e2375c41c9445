#include "train/feature/feature_model.h"

#include <algorithm>
#include <map>
#include <set>

#include "features/features.h"
#include "features/ngrams.h"
#include "metrics/agreement.h"
#include "model/package_writer.h"
#include "train/feature/calibration_line.h"
#include "train/feature/inner_folds.h"
#include "train/feature/topics_fit.h"

namespace redquill::train {
namespace {

using engine::gbdt::Spec;

constexpr size_t kFewestEssays = 20;
constexpr int kMostInnerFolds = 7;

Result<void> CheckRows(const EssaySet& set, std::span<const size_t> rows,
                       const FitOptions& options) {
  if (rows.size() < kFewestEssays) {
    return Fail(Code::kInvalidArgument, "There are " + std::to_string(rows.size()) +
                                            " essays to learn from; at least " +
                                            std::to_string(kFewestEssays) + " are needed.");
  }
  std::set<double> scores;
  std::set<int> prompts;
  for (const size_t row : rows) {
    scores.insert(set.score[row]);
    prompts.insert(set.prompt[row]);
  }
  if (scores.size() < 2) {
    return Fail(Code::kInvalidArgument,
                "All essays to learn from have one score; there is nothing to learn.", "score");
  }
  if (options.parts != Parts::kSingle && prompts.size() < 2) {
    return Fail(Code::kInvalidArgument, "A prompt-independent part needs essays on two prompts.",
                "prompt");
  }
  if (!options.inner.empty()) {
    const std::set<int> folds(options.inner.begin(), options.inner.end());
    if (folds.size() < 2 || *folds.begin() != 0 || *folds.rbegin() >= kMostInnerFolds ||
        *folds.rbegin() + 1 != static_cast<int>(folds.size())) {
      return Fail(Code::kInvalidArgument,
                  "The inner folds must be numbered from 0, 2 to 7 of them, each with an essay.",
                  "fold");
    }
  }
  return {};
}

Spec MakeSpec(const EssaySet& set, const Recipe& recipe) {
  Spec spec;
  spec.features = static_cast<uint32_t>(set.feature_count);
  for (const auto& block : features::NgramTable()) {
    spec.blocks.push_back({std::string(block.name), block.columns});
  }
  spec.gammas = recipe.gammas;
  return spec;
}

/// The chosen essays; prompts are numbered anew among those that occur, named in `prompts`.
TrainingRows Choose(const EssaySet& set, std::span<const size_t> rows,
                    std::vector<std::string>* prompts) {
  std::map<int, int> numbers;
  for (const size_t row : rows) numbers.emplace(set.prompt[row], 0);
  for (auto& [prompt, number] : numbers) {
    number = static_cast<int>(prompts->size());
    prompts->push_back(set.prompts.empty() ? "" : set.prompts[static_cast<size_t>(prompt)]);
  }
  TrainingRows chosen;
  for (const Csr& block : set.blocks) chosen.blocks.emplace_back(block.columns());
  for (const size_t row : rows) {
    chosen.score.push_back(set.score[row]);
    chosen.prompt.push_back(numbers[set.prompt[row]]);
    const auto features = set.FeaturesOf(row);
    chosen.features.insert(chosen.features.end(), features.begin(), features.end());
    for (size_t b = 0; b < set.blocks.size(); ++b) chosen.blocks[b].Add(set.blocks[b].Copy(row));
  }
  return chosen;
}

std::vector<PartPlan> Plan(const TrainingRows& rows, const Recipe& recipe,
                           const FitOptions& options, Random* random) {
  std::vector<int> inner = options.inner;
  if (inner.empty()) {
    inner = StratifiedFolds(rows.prompt, rows.score, recipe.inner_folds, random);
  }
  const auto by_prompt = PromptFolds(rows.prompt, recipe.inner_folds);
  const uint64_t seed = random->Next();
  switch (options.parts) {
    case Parts::kSingle:
      return {{"", false, recipe.single, inner, seed}};
    case Parts::kGeneral:
      return {{"", false, recipe.general, by_prompt, seed}};
    case Parts::kByPrompt:
      break;
  }
  return {{"prompt", true, recipe.prompt, inner, seed},
          {"general", false, recipe.general, by_prompt, random->Next()}};
}

void Calibrate(const EssaySet& set, std::span<const size_t> rows, const FittedPart& part,
               FeatureModel* model) {
  std::vector<double> raw, human;
  for (size_t i = 0; i < rows.size(); ++i) {
    if (set.extra[rows[i]]) continue;
    raw.push_back(part.out_of_fold[i]);
    human.push_back(set.score[rows[i]]);
  }
  model->calibration.Set(part.spec.name, "holistic", LineOf(raw, human));
}

std::vector<float> Medians(const TrainingRows& rows, size_t features) {
  std::vector<float> medians, column(rows.size());
  for (size_t j = 0; j < features; ++j) {
    for (size_t i = 0; i < rows.size(); ++i) column[i] = rows.features[i * features + j];
    const auto middle = column.begin() + static_cast<std::ptrdiff_t>(column.size() / 2);
    std::nth_element(column.begin(), middle, column.end());
    medians.push_back(*middle);
  }
  return medians;
}

}  // namespace

Parts PartsFor(const EssaySet& set) {
  return set.prompts.size() > 1 ? Parts::kByPrompt : Parts::kSingle;
}

int StepsOf(Parts parts, int inner_folds) {
  return (parts == Parts::kByPrompt ? 2 : 1) * (kHeadSteps + kTreeSteps * (inner_folds + 1));
}

Result<FeatureModel> FitFeatureModel(const EssaySet& set, std::span<const size_t> rows,
                                     const Recipe& recipe, const FitOptions& options) {
  if (auto checked = CheckRows(set, rows, options); !checked) return Failure(checked.error());
  FeatureModel model;
  model.spec = MakeSpec(set, recipe);
  TrainingRows chosen = Choose(set, rows, &model.prompts);
  if (options.parts != Parts::kByPrompt) model.prompts.clear();
  Random random(options.seed);
  const Nystroem nystroem(chosen.features, set.feature_count, recipe.landmarks, recipe.gammas,
                          &random);
  chosen.nystroem = nystroem.Features(chosen.features);
  const auto& kernel = nystroem.kernel();
  model.weights.mean.assign(kernel.mean().begin(), kernel.mean().end());
  model.weights.scale.assign(kernel.scale().begin(), kernel.scale().end());
  for (size_t i = 0; i < kernel.landmarks(); ++i) {
    const auto landmark = kernel.landmark(i);
    model.weights.landmarks.insert(model.weights.landmarks.end(), landmark.begin(), landmark.end());
  }
  model.medians = Medians(chosen, set.feature_count);

  for (const PartPlan& plan : Plan(chosen, recipe, options, &random)) {
    auto part = FitPart(model.spec, plan, chosen, nystroem, model.prompts.size(), recipe,
                        options.threads, options.step);
    if (!part) return Failure(part.error());
    Calibrate(set, rows, *part, &model);
    if (plan.by_prompt) {
      model.spec.topics = kTopicBlock;
      const auto block = static_cast<size_t>(model.spec.BlockOf(kTopicBlock));
      model.weights.topics =
          FitTopics(chosen.blocks[block], chosen.prompt, model.prompts.size(), plan.inner);
    }
    model.spec.parts.push_back(part->spec);
    model.weights.parts.push_back(std::move(part->heads));
    model.trees.push_back(std::move(part->trees));
    model.out_of_fold.push_back(std::move(part->out_of_fold));
  }
  return model;
}

Result<std::string> PackFeatureModel(const FeatureModel& model, model::Manifest manifest,
                                     const std::string& card) {
  manifest.architecture = "features-gbdt";
  manifest.engine = "gbdt";
  manifest.prompts = model.prompts;
  manifest.requirements["feature_table"] = features::TableDigest();
  manifest.requirements["ngram_table"] = features::NgramDigest();
  manifest.config = ToJson(model.spec);
  manifest.config["feature_medians"] = model.medians;
  const std::string weights = WriteWeights(model.spec, model.prompts.size(), model.weights);
  const std::string calibration = model.calibration.ToJson();
  std::vector<model::PackageFile> files = {
      {std::string(engine::gbdt::kWeightsFile), weights, model::Storage::kStored},
      {std::string(model::kCalibrationFile), calibration, model::Storage::kDeflated}};
  for (size_t p = 0; p < model.trees.size(); ++p) {
    files.push_back({model.spec.parts[p].trees, model.trees[p], model::Storage::kDeflated});
  }
  if (!card.empty()) {
    files.push_back({std::string(model::kModelCardFile), card, model::Storage::kDeflated});
  }
  return model::WritePackageBytes(std::move(manifest), std::move(files));
}

}  // namespace redquill::train
