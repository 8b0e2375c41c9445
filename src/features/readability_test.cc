#include "features/readability.h"

#include <gtest/gtest.h>

#include <cmath>

namespace redquill::features {
namespace {

// 100 words in 5 sentences: 450 letters, 150 syllables, 10 words of three syllables or more, 20 of
// more than six letters, 8 difficult ones.
constexpr TextCounts kText{100, 5, 450, 150, 10, 20, 8};

TEST(Readability, ByHand) {
  EXPECT_DOUBLE_EQ(Flesch(kText), 206.835 - 1.015 * 20 - 84.6 * 1.5);
  EXPECT_DOUBLE_EQ(FleschKincaid(kText), 0.39 * 20 + 11.8 * 1.5 - 15.59);
  EXPECT_DOUBLE_EQ(Fog(kText), 0.4 * (20 + 10));
  EXPECT_DOUBLE_EQ(Smog(kText), 3.1291 + 1.043 * std::sqrt(60.0));
  EXPECT_DOUBLE_EQ(Ari(kText), 4.71 * 4.5 + 0.5 * 20 - 21.43);
  EXPECT_DOUBLE_EQ(ColemanLiau(kText), 5.88 * 4.5 - 29.6 * 0.05 - 15.8);
  EXPECT_DOUBLE_EQ(Lix(kText), 20 + 20);
  EXPECT_DOUBLE_EQ(Rix(kText), 4);
  EXPECT_DOUBLE_EQ(DaleChall(kText), 15.79 * 0.08 + 0.0496 * 20 + 3.6365);
}

TEST(Readability, DaleChallLeavesTheConstantOffForEasyText) {
  TextCounts easy = kText;
  easy.difficult = 5;
  EXPECT_DOUBLE_EQ(DaleChall(easy), 15.79 * 0.05 + 0.0496 * 20);
}

TEST(Readability, OfNoWordsIsZero) {
  const TextCounts none;
  for (double value : {Flesch(none), FleschKincaid(none), Fog(none), Smog(none), Ari(none),
                       ColemanLiau(none), Lix(none), Rix(none), DaleChall(none)}) {
    EXPECT_EQ(value, 0);
  }
}

}  // namespace
}  // namespace redquill::features
