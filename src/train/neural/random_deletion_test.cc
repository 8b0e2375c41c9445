#include "train/neural/random_deletion.h"

#include <gtest/gtest.h>

#include <numeric>

namespace redquill::train {
namespace {

TEST(RandomDeletionTest, LeavesOutItsShareOfTheInnerTokensAndTheirActivations) {
  std::vector<int32_t> tokens(1000);
  std::iota(tokens.begin(), tokens.end(), 0);
  std::vector<Bf16> frozen;
  for (const int32_t token : tokens) frozen.insert(frozen.end(), 2, static_cast<Bf16>(token));
  const std::vector<Reading> essays = {{tokens, frozen}, {std::span(tokens).first(1), {}}};
  const RandomDeletion thinned(essays, 0.2, 3);
  ASSERT_EQ(thinned.readings().size(), 2u);
  const Reading& one = thinned.readings()[0];
  EXPECT_NEAR(static_cast<double>(one.tokens.size()), 800, 60);
  EXPECT_EQ(one.tokens.front(), 0);
  EXPECT_EQ(one.tokens.back(), 999);
  ASSERT_EQ(one.frozen.size(), 2 * one.tokens.size());
  for (size_t i = 0; i < one.tokens.size(); ++i) {
    if (i > 0) {
      EXPECT_LT(one.tokens[i - 1], one.tokens[i]);
    }
    EXPECT_EQ(one.frozen[2 * i], static_cast<Bf16>(one.tokens[i]));
    EXPECT_EQ(one.frozen[2 * i + 1], static_cast<Bf16>(one.tokens[i]));
  }
  EXPECT_EQ(thinned.readings()[1].tokens.size(), 1u);

  const auto kept = [&](double share, uint64_t seed) {
    const RandomDeletion made(essays, share, seed);
    const auto left = made.readings()[0].tokens;
    return std::vector<int32_t>(left.begin(), left.end());
  };
  EXPECT_EQ(kept(0.2, 3), kept(0.2, 3));
  EXPECT_NE(kept(0.2, 3), kept(0.2, 4));
  EXPECT_EQ(kept(0, 3), tokens);
}

}  // namespace
}  // namespace redquill::train
