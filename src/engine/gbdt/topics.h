#ifndef REDQUILL_ENGINE_GBDT_TOPICS_H_
#define REDQUILL_ENGINE_GBDT_TOPICS_H_

#include <optional>
#include <vector>

#include "engine/engine.h"
#include "engine/gbdt/weights.h"

namespace redquill::engine::gbdt {

/// Recognises the prompt an essay answers from its content words. An essay is the vector of its
/// hashed content words, each column times its weight, brought to length 1; it answers the prompt
/// whose centroid has the largest cosine with it, if that reaches the prompt's threshold, and none
/// otherwise. Const after it is made; safe from many threads.
class Topics {
 public:
  Topics() = default;
  explicit Topics(const TopicWeights& weights);

  /// The cosine with each prompt's centroid; all 0 for an essay without a known word.
  std::vector<double> Cosines(const SparseVector& words) const;

  /// The prompt's index, or nothing.
  std::optional<int> Recognise(const SparseVector& words) const;

 private:
  size_t prompts_ = 0;
  std::vector<float> weight_;      // [column]
  std::vector<float> centroids_;   // [column * prompts_ + prompt]
  std::vector<float> thresholds_;  // [prompt]
};

}  // namespace redquill::engine::gbdt

#endif  // REDQUILL_ENGINE_GBDT_TOPICS_H_
