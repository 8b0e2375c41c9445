#include "train/feature/inner_folds.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

namespace redquill::train {
namespace {

TEST(InnerFolds, StratifiedFoldsResembleEachOther) {
  std::vector<int> prompt;
  std::vector<double> score;
  for (int i = 0; i < 300; ++i) {
    prompt.push_back(i % 3);
    score.push_back(i % 4);
  }
  Random random(5);
  const auto fold = StratifiedFolds(prompt, score, 5, &random);
  std::map<std::tuple<int, int, double>, int> count;
  for (size_t i = 0; i < fold.size(); ++i) ++count[{fold[i], prompt[i], score[i]}];
  EXPECT_EQ(count.size(), 5u * 3 * 4) << "each fold has each prompt and score";
  for (const auto& [key, essays] : count) EXPECT_EQ(essays, 5);
  Random again(5), other(6);
  EXPECT_EQ(StratifiedFolds(prompt, score, 5, &again), fold);
  EXPECT_NE(StratifiedFolds(prompt, score, 5, &other), fold);
}

TEST(InnerFolds, PromptFoldsKeepAPromptTogetherAndBalance) {
  std::vector<int> prompt;
  const int sizes[] = {100, 90, 80, 30, 20, 10};
  for (int p = 0; p < 6; ++p) prompt.insert(prompt.end(), static_cast<size_t>(sizes[p]), p);
  const auto fold = PromptFolds(prompt, 3);
  std::map<int, int> of_prompt, size;
  for (size_t i = 0; i < fold.size(); ++i) {
    const auto known = of_prompt.emplace(prompt[i], fold[i]);
    EXPECT_EQ(known.first->second, fold[i]);
    ++size[fold[i]];
  }
  EXPECT_EQ(size[0], 110) << "the largest with the smallest";
  EXPECT_EQ(size[1], 110);
  EXPECT_EQ(size[2], 110);
}

TEST(InnerFolds, FewPromptsGiveFewFolds) {
  const auto fold = PromptFolds(std::vector<int>{4, 4, 9}, 5);
  EXPECT_EQ(*std::max_element(fold.begin(), fold.end()), 1);
}

}  // namespace
}  // namespace redquill::train
