#ifndef REDQUILL_TRAIN_NEURAL_TRAINER_H_
#define REDQUILL_TRAIN_NEURAL_TRAINER_H_

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "base/error.h"
#include "train/neural/adamw.h"
#include "train/neural/history.h"
#include "train/neural/score_objective.h"

namespace redquill::train {

struct TrainOptions {
  int epochs = 8;
  double learning_rate = 2e-3;  ///< At its peak: a linear rise, then half a cosine down to zero.
  double warm_up = 0.05;        ///< The share of all steps that the rise takes.
  double clip = 1;              ///< Longest gradient.
  double average = 0.99;  ///< Of the running mean of the weights, which is what is kept (EMA).
  size_t batch_tokens = 8192, pool = 4;
  int patience = 3;  ///< Stop after so many epochs without a lower validation loss.
  uint64_t seed = 1;
  double weight_decay = 0.01;
  ScoreLoss loss;       ///< Of a network's ScoreObjective.
  double deletion = 0;  ///< The same.
  /// A file that the training's state is kept in, and gone on from if it is there; none if empty.
  /// With the same essays and options the result is the same as without the interruption.
  std::string checkpoint;
  double checkpoint_seconds = 60;
  /// Called after each step, and before the first with what a checkpoint had learned.
  std::function<void(size_t tokens)> learned = [](size_t) {};
  std::function<void(const History&)> epoch_done = [](const History&) {};
  std::function<bool()> stop = [] { return false; };  ///< Asked after each step.
};

/// Lowers the objective and leaves the averaged weights of the epoch with the lowest validation
/// loss in its parameters. Deterministic with one thread.
///
/// kInvalidArgument where the loss is no number or a hundred times the first epoch's (diverged; the
/// last checkpoint stays); kCancelled where `stop` said so; kCorrupt for a damaged checkpoint,
/// kConflict for one of another training; kIo.
Result<History> Train(Objective* objective, const TrainOptions& options);

/// The same for a network's ScoreObjective.
Result<History> Train(Network* network, std::span<const Example> learn,
                      std::span<const Example> validation, const TrainOptions& options);

}  // namespace redquill::train

#endif  // REDQUILL_TRAIN_NEURAL_TRAINER_H_
