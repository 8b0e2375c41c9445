#ifndef REDQUILL_TRAIN_FEATURE_FEATURE_MODEL_H_
#define REDQUILL_TRAIN_FEATURE_FEATURE_MODEL_H_

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "engine/gbdt/spec.h"
#include "engine/gbdt/weights.h"
#include "model/manifest.h"
#include "scoring/calibration.h"
#include "train/feature/essay_set.h"
#include "train/feature/part_fit.h"
#include "train/feature/recipe.h"

namespace redquill::train {

/// The n-gram block that prompts are recognised by.
inline constexpr std::string_view kTopicBlock = "topics";

/// Which parts a model gets.
enum class Parts {
  kByPrompt,  ///< One for the prompts of the training essays and one for all others.
  kGeneral,   ///< The prompt-independent one alone, made for any prompt.
  kSingle,    ///< One for a single prompt.
};

/// kByPrompt for two prompts and more, else kSingle.
Parts PartsFor(const EssaySet& set);

struct FitOptions {
  Parts parts = Parts::kSingle;
  /// The inner fold of each chosen essay, 0 to at most 6; empty: drawn, recipe.inner_folds of them.
  /// kGeneral and the general part of kByPrompt fold by prompt instead.
  std::vector<int> inner;
  uint64_t seed = 1;
  int threads = 1;
  StepDone step = [] {};
};

/// How many times FitOptions::step is called.
int StepsOf(Parts parts, int inner_folds);

/// A fitted feature model, ready to be packed.
struct FeatureModel {
  engine::gbdt::Spec spec;
  engine::gbdt::Weights weights;
  std::vector<std::string> trees;  ///< As spec.parts.
  scoring::Calibration calibration;
  std::vector<std::string> prompts;  ///< Those the model knows; none for kGeneral and kSingle.
  std::vector<float> medians;        ///< Of the training essays' features.
  /// Raw values of the chosen essays by models of the inner folds, and calibrated ones, of each
  /// part.
  std::vector<std::vector<double>> out_of_fold;
};

/// Fits a model on the essays of `set` that `rows` chooses. The calibration is fitted on those of
/// them that are not extra. Deterministic: the same input, options and seed give the same bits for
/// any number of threads. kInvalidArgument below 20 essays, where all have one score, or where a
/// part that folds by prompt meets a single one.
Result<FeatureModel> FitFeatureModel(const EssaySet& set, std::span<const size_t> rows,
                                     const Recipe& recipe, const FitOptions& options);

/// The bytes of the model's package. `manifest` brings name, title, version, scale, licence, data
/// and metrics; what the model knows of itself is filled in. `card` is MODEL_CARD.md; none if
/// empty.
Result<std::string> PackFeatureModel(const FeatureModel& model, model::Manifest manifest,
                                     const std::string& card);

}  // namespace redquill::train

#endif  // REDQUILL_TRAIN_FEATURE_FEATURE_MODEL_H_
