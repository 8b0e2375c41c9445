#ifndef REDQUILL_TRAIN_NEURAL_FIT_H_
#define REDQUILL_TRAIN_NEURAL_FIT_H_

#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/error.h"
#include "model/manifest.h"
#include "scoring/calibration.h"
#include "train/feature/essay_set.h"
#include "train/neural/export_check.h"
#include "train/neural/history.h"
#include "train/neural/network.h"
#include "train/neural/trainer.h"

namespace redquill::train {

/// How a network is trained, whatever the network. Chosen on validation parts of training folds.
struct LoopRecipe {
  int epochs = 4, patience = 3;
  double learning_rate = 3e-3, weight_decay = 0.01, warm_up = 0.05, average = 0.99;
  size_t batch_tokens = 8192;
  LossKind loss = LossKind::kSquared;
  double huber = 1;           ///< See ScoreLoss.
  double deletion = 0;        ///< Augmentation: the share of tokens left out (RandomDeletion).
  int validation_share = 10;  ///< One essay in so many, of each prompt and score, validates.
  /// What a teacher scores each row of the essay set, NaN where it says nothing; none if empty. Its
  /// scores are learned from beside the human ones, and never validated by.
  std::vector<double> teacher = {};
  double teacher_weight = 0.5;  ///< Of the error to the teacher's score; the rest: to the human's.
  /// Of the written model's weights.
  model::onnx::Precision precision = model::onnx::Precision::kFp32;
  /// The scores' scale, to compare what is written with what was trained (WriteChecked) on the
  /// validation part; nothing: it is written as asked, unseen.
  std::optional<model::Scale> check_export;
};

/// The same for a trainer.
TrainOptions LoopOptions(const LoopRecipe& recipe, uint64_t seed, const std::string& checkpoint);

/// Called as the training goes on.
struct FitHooks {
  std::function<void(size_t done, size_t all)> tokens = [](size_t, size_t) {};
  std::function<void(const History&)> epoch = [](const History&) {};
  std::function<void(size_t done, size_t all)> checked = [](size_t, size_t) {};  ///< Essays.
};

/// A trained network, ready to be packed.
struct NetworkModel {
  std::string architecture, onnx, tokenizer;  ///< The manifest's name; the package's files.
  std::function<std::vector<int32_t>(std::string_view text)> encode;  ///< As that tokenizer does.
  size_t max_tokens = 0;
  History history;
  size_t learned = 0, validated = 0;
  int64_t parameters = 0;
  /// Of the validation part, by prompt number of the essay set where targets were standardised
  /// within prompts, else one line under -1.
  std::map<int, scoring::Linear> lines;
  std::vector<scoring::Linear> trait_lines;  ///< Of the essay set's traits.
  model::onnx::Precision precision = model::onnx::Precision::kFp32;
  std::optional<ExportCheck> check;
  ScoreLoss loss;  ///< As it was trained, but in scores.
};

/// Mean and spread of some essays' scores.
struct ScoreGroup {
  double mean = 0, spread = 0;
};

/// What is learned from and what validates, rows of an essay set.
struct FitParts {
  std::vector<size_t> learn, validation;
  /// By prompt number where scores are standardised within prompts (they are then on different
  /// scales), else one group under -1.
  std::map<int, ScoreGroup> groups;
  std::vector<ScoreGroup> traits;  ///< Of the essay set's, standardised over all essays.

  /// Scores that a network learns of an essay: the score and the traits.
  int64_t scores() const { return 1 + static_cast<int64_t>(traits.size()); }
  bool within_prompts() const { return !groups.contains(-1); }
};

/// The different scores of the rows, ascending: the levels of an ordinal head.
std::vector<float> LevelsOf(const EssaySet& set, std::span<const size_t> rows);

/// Sets a validation part apart for early stopping and calibration; extra essays are only learned
/// from, unless there are no others. kInvalidArgument below 50 essays, or where all have one score
/// (of a trait too); kUnsupported for traits within prompts.
Result<FitParts> MakeParts(const EssaySet& set, std::span<const size_t> rows, bool within_prompts,
                           int validation_share, uint64_t seed);

/// Trains the network on standardised scores; `read` gives an essay as the network reads it, and
/// what it lies in outlives the training. `checkpoint`: see TrainOptions. Fills the model's
/// history, counts, loss and lines. The network's head then gives scores, unless
/// they were standardised within prompts and the head has one row; `standardised`, if not null, is
/// a copy of the parameters from before. kUnsupported for an ordinal loss within prompts, whose
/// levels differ, and with traits; Train's errors.
Result<void> FitNetwork(Network* network, const EssaySet& set, const FitParts& parts,
                        const std::function<Reading(size_t row)>& read, const LoopRecipe& recipe,
                        uint64_t seed, const std::string& checkpoint, const FitHooks& hooks,
                        NetworkModel* model, Parameters* standardised = nullptr);

/// Writes the trained network into the model, and where the recipe says so compares first; then
/// the line is that of the written model. Errors as WriteChecked.
Result<void> Export(const TrainedNetwork& trained, const EssaySet& set, const FitParts& parts,
                    const std::function<Reading(size_t row)>& read, const LoopRecipe& recipe,
                    const FitHooks& hooks, NetworkModel* model);

/// The bytes of the model's package; as PackFeatureModel. The model has to have one line, and one
/// for each of the manifest's outputs behind the first.
Result<std::string> PackNetwork(const NetworkModel& model, model::Manifest manifest,
                                const std::string& card);

/// Sets how many threads of linear algebra this process uses. Small matrices are slower with more;
/// results are the same bits for one number of threads alone.
void UseThreads(int threads);

}  // namespace redquill::train

#endif  // REDQUILL_TRAIN_NEURAL_FIT_H_
