#include "engine/gbdt/topics.h"

#include <gtest/gtest.h>

#include <cmath>

namespace redquill::engine::gbdt {
namespace {

TopicWeights Sample() {
  // Prompt 0 speaks of columns 0 and 1, prompt 1 of 2 and 3; column 4 is on every topic.
  const float half = std::sqrt(0.5f);
  return {{1, 1, 2, 1, 0}, {half, half, 0, 0, 0, 0, 0, half, half, 0}, {0.6f, 0.8f}};
}

TEST(Topics, RecognisesByTheNearestCentroid) {
  const Topics topics(Sample());
  EXPECT_EQ(topics.Recognise({{0, 1, 4}, {1, 1, 9}}), 0);
  EXPECT_EQ(topics.Recognise({{2, 3}, {1, 2}}), 1);
}

TEST(Topics, ADistantEssayIsOnNone) {
  const Topics topics(Sample());
  const SparseVector mixed = {{0, 3}, {1, 1}};
  const auto cosines = topics.Cosines(mixed);
  EXPECT_NEAR(cosines[0], 0.5, 1e-6);
  EXPECT_NEAR(cosines[1], 0.5, 1e-6);
  EXPECT_FALSE(topics.Recognise(mixed));
}

TEST(Topics, EachPromptHasItsThreshold) {
  const Topics topics(Sample());
  EXPECT_EQ(topics.Recognise({{0}, {1}}), 0) << "cosine 0.71 >= 0.6";
  EXPECT_FALSE(topics.Recognise({{3}, {1}})) << "cosine 0.71 < 0.8";
}

TEST(Topics, AnEssayWithoutAKnownWordIsOnNone) {
  const Topics topics(Sample());
  EXPECT_FALSE(topics.Recognise({}));
  EXPECT_FALSE(topics.Recognise({{4}, {1}}));
  EXPECT_FALSE(Topics().Recognise({{0}, {1}}));
}

}  // namespace
}  // namespace redquill::engine::gbdt
