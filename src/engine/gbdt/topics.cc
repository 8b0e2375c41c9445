#include "engine/gbdt/topics.h"

#include <algorithm>
#include <cmath>

namespace redquill::engine::gbdt {

Topics::Topics(const TopicWeights& weights)
    : prompts_(weights.thresholds.size()),
      weight_(weights.weight),
      centroids_(weights.centroids.size()),
      thresholds_(weights.thresholds) {
  for (size_t p = 0; p < prompts_; ++p) {
    for (size_t c = 0; c < weight_.size(); ++c) {
      centroids_[c * prompts_ + p] = weights.centroids[p * weight_.size() + c];
    }
  }
}

std::vector<double> Topics::Cosines(const SparseVector& words) const {
  std::vector<double> cosines(prompts_, 0.0);
  double squares = 0;
  for (size_t i = 0; i < words.index.size(); ++i) {
    const size_t column = words.index[i];
    const double value = static_cast<double>(words.value[i]) * static_cast<double>(weight_[column]);
    squares += value * value;
    for (size_t p = 0; p < prompts_; ++p) {
      cosines[p] += value * static_cast<double>(centroids_[column * prompts_ + p]);
    }
  }
  if (squares > 0) {
    for (double& cosine : cosines) cosine /= std::sqrt(squares);
  }
  return cosines;
}

std::optional<int> Topics::Recognise(const SparseVector& words) const {
  if (prompts_ == 0) return std::nullopt;
  const auto cosines = Cosines(words);
  const auto best = std::max_element(cosines.begin(), cosines.end());
  const auto prompt = static_cast<size_t>(best - cosines.begin());
  if (*best < static_cast<double>(thresholds_[prompt])) return std::nullopt;
  return static_cast<int>(prompt);
}

}  // namespace redquill::engine::gbdt
