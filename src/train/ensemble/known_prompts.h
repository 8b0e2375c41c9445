#ifndef REDQUILL_TRAIN_ENSEMBLE_KNOWN_PROMPTS_H_
#define REDQUILL_TRAIN_ENSEMBLE_KNOWN_PROMPTS_H_

#include "train/ensemble/score_table.h"

namespace redquill::train {

/// What a system would reach if it knew how each prompt is scored: its calibrated values with the
/// mean and spread of that prompt's human scores, on a scale from the least to the largest of the
/// table's. A bound, not a measurement: the human scores that are predicted say the mean and
/// spread. Values that are all the same within a prompt get the mean alone. The name becomes
/// "NAME, prompts known".
ScoreTable WithKnownPrompts(const ScoreTable& table);

}  // namespace redquill::train

#endif  // REDQUILL_TRAIN_ENSEMBLE_KNOWN_PROMPTS_H_
