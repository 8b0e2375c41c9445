#ifndef REDQUILL_TRAIN_FEATURE_INNER_FOLDS_H_
#define REDQUILL_TRAIN_FEATURE_INNER_FOLDS_H_

#include <span>
#include <vector>

#include "base/random.h"

namespace redquill::train {

/// A fold for each essay, from 0 to count - 1: essays of one prompt and score are dealt out in
/// turn, so that folds resemble each other. `prompt` and `score` are parallel.
std::vector<int> StratifiedFolds(std::span<const int> prompt, std::span<const double> score,
                                 int count, Random* random);

/// A fold for each essay so that all essays of a prompt share one: prompts are dealt out by size,
/// there and back, to at most `count` folds.
std::vector<int> PromptFolds(std::span<const int> prompt, int count);

}  // namespace redquill::train

#endif  // REDQUILL_TRAIN_FEATURE_INNER_FOLDS_H_
