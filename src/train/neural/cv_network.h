#ifndef REDQUILL_TRAIN_NEURAL_CV_NETWORK_H_
#define REDQUILL_TRAIN_NEURAL_CV_NETWORK_H_

#include <functional>
#include <set>
#include <string>

#include "train/feature/cross_validation.h"
#include "train/neural/fit.h"

namespace redquill::train {

struct CvNetworkOptions {
  CvOptions cv;        ///< kPromptSpecific: each prompt has its own scale, one model learns all.
  std::set<int> only;  ///< Folds to run, from 0; empty: all.
  /// A folder for checkpoints, logs (fold-0.jsonl) and curves (fold-0.svg); none if empty. What is
  /// done there is not done again.
  std::string work;
  std::function<FitHooks(int fold, int folds)> hooks = [](int, int) { return FitHooks(); };
};

/// Trains on the chosen rows of the set.
using Fit = std::function<Result<NetworkModel>(
    const EssaySet& set, std::span<const size_t> rows, bool within_prompts, uint64_t seed,
    const std::string& checkpoint, const FitHooks& hooks)>;

/// Cross-validates networks: all that `fit` fits, standardisation, early stopping and calibration
/// are fitted inside the training part; test essays are scored by the engine from the written
/// model. The report has a rung for each trait, and the last one, `name`, is of the score.
/// kInvalidArgument where folds and essays don't match; fit's errors.
Result<CvReport> CrossValidateNetwork(const std::string& name, const EssaySet& set, const Fit& fit,
                                      const CvNetworkOptions& options);

}  // namespace redquill::train

#endif  // REDQUILL_TRAIN_NEURAL_CV_NETWORK_H_
