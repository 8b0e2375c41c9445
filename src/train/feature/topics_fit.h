#ifndef REDQUILL_TRAIN_FEATURE_TOPICS_FIT_H_
#define REDQUILL_TRAIN_FEATURE_TOPICS_FIT_H_

#include <span>

#include "engine/gbdt/weights.h"
#include "train/feature/csr.h"

namespace redquill::train {

/// Learns to recognise prompts (engine/gbdt/topics.h) from essays' content words.
///
/// With s_p(c) the share of prompt p's essays that have column c, a column's weight is
/// sqrt(var_p s_p(c) + 0.02^2) / (mean_p s_p(c) + 0.01): words that some prompts call for count,
/// those of every prompt do not, and words of none do, so that an essay on something else is far
/// from all. A centroid is the mean of its essays.
///
/// There is one threshold. It parts best, the mean of both shares on the right side being largest,
/// essays held out by the inner folds, which should be told right, from essays of a prompt that was
/// left out altogether, each prompt in turn, which should be told to be on none.
engine::gbdt::TopicWeights FitTopics(const Csr& words, std::span<const int> prompt, size_t prompts,
                                     std::span<const int> inner);

}  // namespace redquill::train

#endif  // REDQUILL_TRAIN_FEATURE_TOPICS_FIT_H_
