#ifndef REDQUILL_TRAIN_FEATURE_CROSS_VALIDATION_H_
#define REDQUILL_TRAIN_FEATURE_CROSS_VALIDATION_H_

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "metrics/evaluation.h"
#include "model/manifest.h"
#include "table/folds.h"
#include "train/feature/essay_set.h"
#include "train/feature/feature_model.h"

namespace redquill::train {

/// How essays are parted into those learned from and those tested on.
enum class Protocol {
  kFolds,           ///< One model a fold, for all prompts together.
  kPromptSpecific,  ///< One model a fold and prompt, which sees no other prompt.
  kLeavePromptOut,  ///< One model a group of prompts, which sees none of them.
};

struct CvOptions {
  Protocol protocol = Protocol::kFolds;
  const table::Folds* folds = nullptr;  ///< Null for kLeavePromptOut.
  /// Essays with the same text may be tested in different folds; none is learned from where its
  /// twin is tested. Else MakeTasks refuses them.
  bool duplicates = false;
  /// In how many groups kLeavePromptOut leaves prompts out; 0: each prompt by itself.
  int prompt_groups = 0;
  /// Cross-validate inside the training part of this fold, as a teacher's scores have to be: none
  /// of its test essays is learned from or scored. Not with kLeavePromptOut.
  std::optional<int> within;
  /// The share of each training part that is learned from, drawn by the seed, above 0: a point of a
  /// learning curve. A smaller share's essays are among a larger one's.
  double learn_share = 1;
  bool train_on_dev = true;           ///< Essays for development are learned from; else unused.
  bool ablation = true;               ///< Measure the simpler models too.
  std::optional<model::Scale> scale;  ///< Else from the scores that occur (per prompt in
                                      ///< kPromptSpecific).
  uint64_t seed = 1;
  int threads = 1;
  StepDone step = [] {};
};

/// One essay, scored by a model that did not learn from it.
struct CvScore {
  size_t row = 0;  ///< In the essay set.
  int task = 0;    ///< Which model scored it.
  double raw = 0, calibrated = 0, score = 0, uncalibrated_score = 0;
  std::optional<int> recognised;  ///< The set's prompt that its topic was taken for, if asked.
};

/// One model family of the ablation.
struct CvRung {
  std::string name;  ///< "length", "features", "features + n-grams"
  std::vector<CvScore> scores;
  std::optional<size_t> trait = {};  ///< Of the essay set's: the scores are of that.
  metrics::Evaluation uncalibrated, calibrated;
  /// Mean over folds and prompts of the QWK within each fold and prompt, as ASAP is reported; with
  /// kPromptSpecific only.
  std::optional<double> mean_of_folds, uncalibrated_mean_of_folds;
  metrics::Interval mean_of_folds_interval;
};

/// How well prompts are told by topic.
struct Recognition {
  size_t essays = 0, right = 0, none = 0, wrong = 0;
};

struct CvReport {
  std::vector<CvRung> rungs;  ///< From the simplest to the whole model; the last one counts.
  std::optional<Recognition> recognition;  ///< Not with kPromptSpecific.
};

/// The figures of a model family's scores; `step` is the finest of the tasks' scales.
CvRung MakeRung(const std::string& name, const EssaySet& set, std::vector<CvScore> scores,
                double step, const CvOptions& options);

/// How many times CvOptions::step is called.
int StepsOf(const EssaySet& set, const Recipe& recipe, const CvOptions& options);

/// Cross-validates feature models: everything, from standardisation to calibration, is fitted
/// inside the training part, and a score is computed by the engine from the model's package, as it
/// would be in service. Tasks run on `threads` threads; the report is the same for any number.
/// kInvalidArgument where folds and essays don't match, or a training part can't be learned from.
Result<CvReport> CrossValidate(const EssaySet& set, const Recipe& recipe, const CvOptions& options);

/// Of a report with traits: the mean over all scores of the root mean squared error of raw values
/// (MCRMSE, by which ELLIPSE is measured; calibration widens their spread); nothing for others.
std::optional<double> MeanRmse(const CvReport& report);

/// The report as JSON: for each rung its evaluation with and without calibration.
nlohmann::json ToJson(const CvReport& report);

}  // namespace redquill::train

#endif  // REDQUILL_TRAIN_FEATURE_CROSS_VALIDATION_H_
