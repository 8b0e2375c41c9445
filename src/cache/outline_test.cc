#include "cache/outline.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>

#include "base/random.h"

namespace redquill::cache {
namespace {

TEST(Outline, SeesTokensAndParagraphsAndNoSpacing) {
  const auto outline = OutlineOf("Gardens  teach.\n\n  Don't\tstop\n");
  EXPECT_EQ(outline.tokens.size(), 7u);  // Gardens teach . Don ' t stop
  EXPECT_EQ(outline.paragraphs, (std::vector<uint32_t>{0, 3}));
  EXPECT_EQ(OutlineOf("Gardens teach.\nDon't stop").tokens, outline.tokens);
  EXPECT_NE(OutlineOf("gardens teach.\nDon't stop").tokens, outline.tokens);
  EXPECT_TRUE(OutlineOf(" \n ").tokens.empty());
}

TEST(Outline, TheRatioCountsEditsAndRefusesAnotherParagraphing) {
  const auto a = OutlineOf("one two three four five\nsix seven eight nine ten");
  EXPECT_EQ(TokenRatio(a, a, 0.98), 1);
  const auto changed = OutlineOf("one two THREE four five\nsix seven eight nine ten");
  EXPECT_DOUBLE_EQ(TokenRatio(a, changed, 0.9), 0.9);
  EXPECT_EQ(TokenRatio(a, changed, 0.91), 0);
  EXPECT_EQ(TokenRatio(a, OutlineOf("one two three four five six seven eight nine ten"), 0.1), 0);
  // The same words, cut elsewhere: each end of the cut counts.
  const auto moved = OutlineOf("one two three four\nfive six seven eight nine ten");
  EXPECT_DOUBLE_EQ(TokenRatio(a, moved, 0.5), 0.8);
  EXPECT_EQ(TokenRatio({}, {}, 0.5), 0);
}

/// The whole table, without any short cut.
size_t PlainEdits(const std::vector<uint32_t>& a, const std::vector<uint32_t>& b) {
  std::vector<std::vector<size_t>> table(a.size() + 1, std::vector<size_t>(b.size() + 1));
  for (size_t i = 0; i <= a.size(); ++i) {
    for (size_t j = 0; j <= b.size(); ++j) {
      table[i][j] = i == 0   ? j
                    : j == 0 ? i
                             : std::min({table[i - 1][j] + 1, table[i][j - 1] + 1,
                                         table[i - 1][j - 1] + (a[i - 1] != b[j - 1] ? 1 : 0)});
    }
  }
  return table[a.size()][b.size()];
}

TEST(Outline, TheRatioIsThatOfTheWholeTable) {
  Random random(8);
  for (int round = 0; round < 3000; ++round) {
    Outline a{{}, {0}}, b{{}, {0}};
    const size_t size = 1 + random.Below(30);
    for (size_t i = 0; i < size; ++i) a.tokens.push_back(static_cast<uint32_t>(random.Below(6)));
    b.tokens = a.tokens;
    for (size_t edits = random.Below(6); edits > 0; --edits) {
      const auto at = b.tokens.begin() + static_cast<ptrdiff_t>(random.Below(b.tokens.size()));
      const uint64_t what = random.Below(3);
      if (what == 0) *at = 9;
      if (what == 1) b.tokens.insert(at, 7);
      if (what == 2 && b.tokens.size() > 1) b.tokens.erase(at);
    }
    const double longer = static_cast<double>(std::max(a.tokens.size(), b.tokens.size()));
    const double ratio = 1 - static_cast<double>(PlainEdits(a.tokens, b.tokens)) / longer;
    const double least = random.Unit();
    const double found = TokenRatio(a, b, least);
    if (ratio > least + 1e-9) {
      ASSERT_DOUBLE_EQ(found, ratio) << round;
    } else if (ratio < least - 1e-9) {
      ASSERT_EQ(found, 0) << round;
    }
  }
}

TEST(Outline, SignaturesEstimateHowManyRunsAreShared) {
  Random random(9);
  Outline a, b;
  for (uint32_t i = 0; i < 1000; ++i) {
    a.tokens.push_back(static_cast<uint32_t>(random.Next()));
    b.tokens.push_back(i % 20 == 0 ? i : a.tokens.back());
  }
  const auto runs = [](const Outline& outline) {
    std::set<std::vector<uint32_t>> set;
    for (size_t i = 0; i + 3 <= outline.tokens.size(); ++i) {
      set.insert({outline.tokens.begin() + static_cast<ptrdiff_t>(i),
                  outline.tokens.begin() + static_cast<ptrdiff_t>(i + 3)});
    }
    return set;
  };
  const auto one = runs(a), two = runs(b);
  std::vector<std::vector<uint32_t>> both;
  std::set_intersection(one.begin(), one.end(), two.begin(), two.end(), std::back_inserter(both));
  const double jaccard =
      static_cast<double>(both.size()) / static_cast<double>(one.size() + two.size() - both.size());
  int agree = 0;
  for (size_t i = 0; i < 64; ++i) agree += SignatureOf(a)[i] == SignatureOf(b)[i];
  EXPECT_NEAR(agree / 64.0, jaccard, 0.2);
  EXPECT_GT(jaccard, 0.5);
}

}  // namespace
}  // namespace redquill::cache
