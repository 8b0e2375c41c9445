#include "features/ngrams.h"

#include <gtest/gtest.h>

#include <cmath>
#include <set>

#include "features/ngram_shapes.h"
#include "features/stable_hash.h"
#include "text/essay.h"

namespace redquill::features {
namespace {

constexpr std::string_view kText =
    "The garden grows.\n\nWe watered the garden (twice) in July, and \u201cit helped\u201d a lot. "
    "My freind don\u2019t agree.";

std::vector<HashedNgrams> Blocks(std::string_view text) {
  const auto essay = text::ReadEssay(text);
  EXPECT_TRUE(essay) << essay.error().message;
  return MeasureNgrams(Reading(*essay));
}

enum { kChars, kWords, kTriples, kShapes, kTopics };

TEST(NgramCounts, GivesSignedLogarithmsOfLengthOne) {
  NgramCounts counts(4);
  const uint64_t plus = 0x2000000000000001u, minus = 0x7000000000000000u;
  for (int i = 0; i < 3; ++i) counts.Add(minus, Signs::kBoth);
  counts.Add(plus, Signs::kBoth);
  counts.Add(0xf000000000000000u, Signs::kPositive);
  const auto block = counts.Take();
  EXPECT_EQ(block.index, (std::vector<uint32_t>{2, 7, 15}));
  const double one = std::log(2.0), three = std::log(4.0);
  const double length = std::sqrt(one * one + three * three + one * one);
  EXPECT_NEAR(block.value[0], one / length, 1e-6);
  EXPECT_NEAR(block.value[1], -three / length, 1e-6);
  EXPECT_NEAR(block.value[2], one / length, 1e-6);
  EXPECT_EQ(counts.Take(), HashedNgrams()) << "Take leaves it empty";
}

TEST(NgramCounts, OppositeSignsCancel) {
  NgramCounts counts(4);
  counts.Add(0x1000000000000001u, Signs::kBoth);
  counts.Add(0x1000000000000000u, Signs::kBoth);
  EXPECT_EQ(counts.Take(), HashedNgrams());
}

TEST(Ngrams, EveryBlockIsInOrderAndOfLengthOne) {
  const auto blocks = Blocks(kText);
  ASSERT_EQ(blocks.size(), NgramTable().size());
  for (size_t b = 0; b < blocks.size(); ++b) {
    double squares = 0;
    ASSERT_FALSE(blocks[b].index.empty()) << NgramTable()[b].name;
    for (size_t i = 0; i < blocks[b].index.size(); ++i) {
      EXPECT_LT(blocks[b].index[i], NgramTable()[b].columns);
      if (i > 0) {
        EXPECT_LT(blocks[b].index[i - 1], blocks[b].index[i]);
      }
      squares += std::pow(static_cast<double>(blocks[b].value[i]), 2.0);
    }
    EXPECT_NEAR(squares, 1.0, 1e-5) << NgramTable()[b].name;
  }
}

TEST(Ngrams, ABlockIsTheSetOfItsNgrams) {
  // Two words: the n-grams of " ab " and " cd " are known one by one.
  const auto blocks = Blocks("ab cd");
  std::set<uint32_t> chars, words;
  for (const char* run : {" ab ", " cd "}) {
    for (size_t n = 3; n <= 4; ++n) {
      for (size_t i = 0; i + n <= 4; ++i) {
        uint64_t packed = uint64_t{n} << 56;
        for (size_t k = 0; k < n; ++k) packed |= static_cast<uint64_t>(run[i + k]) << (8 * k);
        chars.insert(static_cast<uint32_t>(Mix(packed) >> 48));
      }
    }
  }
  const uint64_t ab = Append(0, StableHash("ab"));
  for (const uint64_t hash : {ab, Append(0, StableHash("cd")), Append(ab, StableHash("cd"))}) {
    words.insert(static_cast<uint32_t>(hash >> 48));
  }
  EXPECT_EQ(std::set(blocks[kChars].index.begin(), blocks[kChars].index.end()), chars);
  EXPECT_EQ(std::set(blocks[kWords].index.begin(), blocks[kWords].index.end()), words);
  EXPECT_TRUE(blocks[kTriples].index.empty());
}

TEST(Ngrams, TheLookOfMarksAndBlanksDoesNotMatter) {
  const auto plain = Blocks("\"It can't be,\" she said to us.");
  const auto curly = Blocks("\u201cIt  can\u2019t be,\u201d\u00a0she said\nto us.");
  EXPECT_EQ(plain[kChars], curly[kChars]);
  EXPECT_EQ(plain[kWords], curly[kWords]);
  EXPECT_EQ(plain[kTopics], curly[kTopics]);
}

TEST(Ngrams, ShapesForgetTheTopic) {
  const auto garden = Blocks("The garden grows. We like it, and it helps.");
  const auto school = Blocks("The school starts. We like it, and it helps.");
  EXPECT_EQ(garden[kShapes], school[kShapes]);
  EXPECT_NE(garden[kTopics], school[kTopics]);
  EXPECT_NE(garden[kShapes], Blocks("The garden grows; we like it, and it helps.")[kShapes]);
}

TEST(Ngrams, ShapesSayWhatKindOfWord) {
  const auto essay =
      text::ReadEssay("The invention quickly improved 12 gardenns at @CAPS1 yesterday");
  ASSERT_TRUE(essay);
  const Reading reading(*essay);
  std::vector<std::string> shapes;
  for (const Token& token : reading.tokens) {
    shapes.push_back(ShapeOf(reading.keys[token.type], reading.types[token.type]));
  }
  EXPECT_EQ(shapes[0], "the");
  EXPECT_EQ(shapes[1], "c-tion+");
  EXPECT_EQ(shapes[2], "c-ly");
  EXPECT_EQ(shapes[3], "c-ed+");
  EXPECT_EQ(shapes[4], "#");
  EXPECT_EQ(shapes[5], "?-s+");
  EXPECT_EQ(shapes[6], "at");
  EXPECT_EQ(shapes[7], "@");
}

TEST(Ngrams, AreTheSameEveryTime) {
  const auto first = Blocks(kText);
  Blocks("Something else between, to leave traces if anything did.");
  EXPECT_EQ(Blocks(kText), first);
  // Pinned: a change here is a change of every model's input, and NgramDigest has to change too.
  EXPECT_EQ(StableHash("garden"), 7291772817734598761u);
  EXPECT_EQ(NgramDigest().substr(0, 8), "8f7fd551");
  uint64_t columns = 0;
  for (const auto& block : first) {
    for (const uint32_t column : block.index) columns = Append(columns, column);
  }
  EXPECT_EQ(columns, 13995513215126562527u);
}

}  // namespace
}  // namespace redquill::features
