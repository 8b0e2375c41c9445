#ifndef REDQUILL_TRAIN_NEURAL_HISTORY_H_
#define REDQUILL_TRAIN_NEURAL_HISTORY_H_

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "base/error.h"

namespace redquill::train {

/// What one epoch came to. Losses are mean squared errors of standardised scores, in training
/// another one where it was asked for (ScoreLoss); in pretraining, nats a guessed token.
struct EpochRecord {
  int epoch = 0;  ///< From 1.
  int64_t steps = 0;
  double train_loss = 0;              ///< Mean over the epoch's steps, with dropout.
  double validation_loss = 0;         ///< Of the averaged weights, without.
  double validation_correlation = 0;  ///< NaN in pretraining; the log leaves it out then.
  double learning_rate = 0;           ///< Of the last step.
  double seconds = 0, tokens_per_second = 0;
  bool best = false;  ///< The lowest validation loss so far.
};

using History = std::vector<EpochRecord>;

nlohmann::json ToJson(const EpochRecord& record);
/// kCorrupt where a member is missing.
Result<EpochRecord> EpochFromJson(const nlohmann::json& json);

/// One JSON object a line.
std::string JsonLines(const History& history);

/// Learning curves as an SVG image: training and validation loss by epoch.
std::string CurvesSvg(const History& history, const std::string& title);

/// Writes both as BASE.jsonl and BASE.svg; kIo.
Result<void> KeepHistory(const std::string& base, const History& history, const std::string& title);

}  // namespace redquill::train

#endif  // REDQUILL_TRAIN_NEURAL_HISTORY_H_
