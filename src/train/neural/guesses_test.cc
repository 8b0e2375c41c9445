#include "train/neural/guesses.h"

#include <gtest/gtest.h>

namespace redquill::train {
namespace {

constexpr int32_t kMask = 4, kVocabulary = 1000;
const Masking kMasking = {kMask, kVocabulary, {0, 1, 2, 3, 4}};

std::vector<int32_t> Text(size_t length) {
  std::vector<int32_t> text = {2};
  for (size_t i = 0; i < length; ++i) text.push_back(5 + static_cast<int32_t>(i % 900));
  text.push_back(3);
  return text;
}

TEST(GuessesTest, ChoosesAndHidesTokensInThePublishedShares) {
  const auto text = Text(100'000);
  Random random(3);
  const Guesses guesses = MaskTokens(text, kMasking, &random);
  double masked = 0, replaced = 0, left = 0;
  for (size_t i = 0; i < guesses.places.size(); ++i) {
    const auto place = static_cast<size_t>(guesses.places[i]);
    EXPECT_EQ(guesses.answers[i], text[place]);
    const int32_t read = guesses.tokens[place];
    (read == kMask ? masked : read == text[place] ? left : replaced) += 1;
    EXPECT_TRUE(read == kMask || read > 4);
  }
  const auto chosen = static_cast<double>(guesses.places.size());
  EXPECT_NEAR(chosen / 100'000, 0.15, 0.005);
  EXPECT_NEAR(masked / chosen, 0.8, 0.02);
  EXPECT_NEAR(replaced / chosen, 0.1, 0.02);
  EXPECT_NEAR(left / chosen, 0.1, 0.02);
}

TEST(GuessesTest, LeavesTheRestAndSpecialTokensAlone) {
  const auto text = Text(400);
  Random random(5);
  const Guesses guesses = MaskTokens(text, kMasking, &random);
  size_t next = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    const bool chosen =
        next < guesses.places.size() && guesses.places[next] == static_cast<int64_t>(i);
    next += chosen;
    EXPECT_TRUE(chosen || guesses.tokens[i] == text[i]);
  }
  EXPECT_EQ(guesses.tokens.front(), 2);
  EXPECT_EQ(guesses.tokens.back(), 3);
}

TEST(GuessesTest, AShortTextHasOneGuess) {
  const std::vector<int32_t> text = {2, 77, 3};
  for (uint64_t seed = 0; seed < 20; ++seed) {
    Random random(seed);
    const Guesses guesses = MaskTokens(text, kMasking, &random);
    EXPECT_EQ(guesses.places, std::vector<int64_t>{1});
    EXPECT_EQ(guesses.answers, std::vector<int64_t>{77});
  }
}

TEST(GuessesTest, NextTokensAreAllButTheFirst) {
  const std::vector<int32_t> text = {2, 77, 9, 3};
  const Guesses guesses = NextTokens(text);
  EXPECT_EQ(guesses.tokens, text);
  EXPECT_EQ(guesses.places, (std::vector<int64_t>{0, 1, 2}));
  EXPECT_EQ(guesses.answers, (std::vector<int64_t>{77, 9, 3}));
}

}  // namespace
}  // namespace redquill::train
