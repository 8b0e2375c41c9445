#ifndef REDQUILL_TRAIN_FEATURE_TOPICS_FIT_H_
#define REDQUILL_TRAIN_FEATURE_TOPICS_FIT_H_

#include <span>

#include "engine/gbdt/weights.h"
#include "train/feature/csr.h"

namespace redquill::train {

/// Learns to recognise prompts (engine/gbdt/topics.h) from essays' content words.
///
/// A column's weight is the spread over prompts of the share of essays that have the column,
/// divided by that share's mean: words that some prompts call for count, those of every or of few
/// essays do not. A centroid is the mean of its essays. A prompt's threshold is fitted on the inner
/// folds' held-out essays, where it best parts the prompt's own from those of other prompts that
/// come nearest to it when their own prompt is taken away, as it is for a prompt never seen: the
/// mean of both shares on the right side is largest.
engine::gbdt::TopicWeights FitTopics(const Csr& words, std::span<const int> prompt, size_t prompts,
                                     std::span<const int> inner);

}  // namespace redquill::train

#endif  // REDQUILL_TRAIN_FEATURE_TOPICS_FIT_H_
