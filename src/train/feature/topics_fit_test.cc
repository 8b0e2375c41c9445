#include "train/feature/topics_fit.h"

#include <gtest/gtest.h>

#include "base/random.h"
#include "engine/gbdt/topics.h"

namespace redquill::train {
namespace {

/// Essays over 400 words: each prompt has 20 of its own, all share 40, the rest is strewn about.
engine::SparseVector Essay(int prompt, Random* random) {
  std::vector<bool> has(400);
  for (int w = 0; w < 12; ++w) has[static_cast<size_t>(prompt) * 20 + random->Below(20)] = true;
  for (int w = 0; w < 15; ++w) has[200 + random->Below(40)] = true;
  for (int w = 0; w < 8; ++w) has[240 + random->Below(160)] = true;
  engine::SparseVector essay;
  for (uint32_t c = 0; c < has.size(); ++c) {
    if (!has[c]) continue;
    essay.index.push_back(c);
    essay.value.push_back(1);
  }
  return essay;
}

TEST(TopicsFit, TellsKnownPromptsAndKnowsWhatItDoesNotKnow) {
  Random random(9);
  Csr words(400);
  std::vector<int> prompt, inner;
  for (int i = 0; i < 240; ++i) {
    prompt.push_back(i % 6);
    inner.push_back(i / 6 % 5);
    words.Add(Essay(prompt.back(), &random));
  }
  const engine::gbdt::Topics topics(FitTopics(words, prompt, 6, inner));
  int right = 0, none = 0;
  for (int i = 0; i < 120; ++i) {
    right += topics.Recognise(Essay(i % 6, &random)) == i % 6;
    none += !topics.Recognise(Essay(6 + i % 4, &random));
  }
  EXPECT_GE(right, 117);
  EXPECT_GE(none, 117);
}

TEST(TopicsFit, WordsOfAllPromptsWeighLittle) {
  Random random(9);
  Csr words(400);
  std::vector<int> prompt, inner;
  for (int i = 0; i < 120; ++i) {
    prompt.push_back(i % 3);
    inner.push_back(i / 3 % 2);
    words.Add(Essay(prompt.back(), &random));
  }
  const auto fitted = FitTopics(words, prompt, 3, inner);
  EXPECT_GT(fitted.weight[5], 3 * fitted.weight[210]) << "a prompt's own word, a common word";
  EXPECT_GT(fitted.weight[150], fitted.weight[210]) << "a word of no known prompt still counts";
}

}  // namespace
}  // namespace redquill::train
