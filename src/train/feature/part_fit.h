#ifndef REDQUILL_TRAIN_FEATURE_PART_FIT_H_
#define REDQUILL_TRAIN_FEATURE_PART_FIT_H_

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "base/error.h"
#include "engine/gbdt/spec.h"
#include "engine/gbdt/weights.h"
#include "train/feature/csr.h"
#include "train/feature/nystroem.h"
#include "train/feature/recipe.h"

namespace redquill::train {

/// The essays that a part learns from, row by row.
struct TrainingRows {
  std::vector<double> score;
  std::vector<int> prompt;
  std::vector<float> features;  ///< rows * feature count
  std::vector<Csr> blocks;      ///< As Spec::blocks.
  std::vector<float> nystroem;  ///< rows * landmarks

  size_t size() const { return score.size(); }
};

struct FittedPart {
  engine::gbdt::PartSpec spec;
  engine::gbdt::HeadWeights heads;
  std::string trees;                ///< The booster in UBJSON.
  std::vector<double> out_of_fold;  ///< The raw value of each essay by the inner folds' models.
};

/// What a part is made by.
struct PartPlan {
  std::string name;
  bool by_prompt = false;
  HeadsRecipe heads;
  std::vector<int> inner;  ///< Each essay's inner fold, at most seven of them.
  uint64_t seed = 0;
};

/// Called once for each piece of work that is done, from whichever thread did it: a part has
/// kHeadSteps of them, and kTreeSteps for each inner fold and for the whole.
using StepDone = std::function<void()>;
inline constexpr int kHeadSteps = 2, kTreeSteps = 1;

/// Fits both heads on all essays and on all but each inner fold, the trees on the heads'
/// out-of-fold values, and once more without each inner fold, for the part's own out-of-fold
/// values. Work is split over `threads` threads; the result is the same bits for any number.
/// kInternal if XGBoost fails.
Result<FittedPart> FitPart(const engine::gbdt::Spec& spec, const PartPlan& plan,
                           const TrainingRows& rows, const Nystroem& nystroem, size_t prompts,
                           const Recipe& recipe, int threads, const StepDone& step);

}  // namespace redquill::train

#endif  // REDQUILL_TRAIN_FEATURE_PART_FIT_H_
