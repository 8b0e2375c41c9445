#include "train/feature/inner_folds.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <tuple>

namespace redquill::train {

std::vector<int> StratifiedFolds(std::span<const int> prompt, std::span<const double> score,
                                 int count, Random* random) {
  std::vector<size_t> order(prompt.size());
  std::iota(order.begin(), order.end(), size_t{0});
  random->Shuffle(order);
  std::stable_sort(order.begin(), order.end(), [&](size_t a, size_t b) {
    return std::tie(prompt[a], score[a]) < std::tie(prompt[b], score[b]);
  });
  std::vector<int> fold(prompt.size());
  for (size_t i = 0; i < order.size(); ++i) {
    fold[order[i]] = static_cast<int>(i % static_cast<size_t>(count));
  }
  return fold;
}

std::vector<int> PromptFolds(std::span<const int> prompt, int count) {
  std::map<int, size_t> sizes;
  for (const int p : prompt) ++sizes[p];
  std::vector<std::pair<int, size_t>> by_size(sizes.begin(), sizes.end());
  std::stable_sort(by_size.begin(), by_size.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
  const size_t folds = std::min(static_cast<size_t>(count), by_size.size());
  std::map<int, int> fold_of;
  for (size_t i = 0; i < by_size.size(); ++i) {
    const size_t place = i % folds;
    const bool back = (i / folds) % 2 == 1;
    fold_of[by_size[i].first] = static_cast<int>(back ? folds - 1 - place : place);
  }
  std::vector<int> fold;
  for (const int p : prompt) fold.push_back(fold_of[p]);
  return fold;
}

}  // namespace redquill::train
