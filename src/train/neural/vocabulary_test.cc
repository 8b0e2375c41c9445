#include "train/neural/vocabulary.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace redquill::train {
namespace {

using testing::ElementsAre;

TEST(VocabularyTest, CutsWordsMarksAndParagraphs) {
  EXPECT_THAT(WordTokens("It's  RAINING, @CAPS1!\n\nCafé 2nd\tday..."),
              ElementsAre("it", "'", "s", "raining", ",", "@", "caps1", "!", "\n\n", "café", "2nd",
                          "day", ".", ".", "."));
  EXPECT_THAT(WordTokens("one\n two\n \nthree"),
              ElementsAre("one", "\n", "two", "\n", "\n", "three"));
  EXPECT_TRUE(WordTokens(" \t\u00a0").empty());
}

TEST(VocabularyTest, KeepsTheMostFrequent) {
  const auto v = Vocabulary::Count({"b a a c", "a b", "d c b a"}, 2, 4);
  EXPECT_EQ(v.size(), 4u);
  EXPECT_THAT(v.Encode("a B c d e", 99), ElementsAre(1, 2, 3, 0, 0));
  EXPECT_THAT(v.Encode("a b c d e", 2), ElementsAre(1, 2));
  EXPECT_EQ(Vocabulary::Count({"b a a c", "a b", "d c b a"}, 2, 3).size(), 3u);
}

TEST(VocabularyTest, WritesATokenizer) {
  const auto json = nlohmann::json::parse(Vocabulary::Count({"a a b"}, 1, 9).TokenizerJson());
  EXPECT_EQ(json["model"]["type"], "WordLevel");
  EXPECT_EQ(json["model"]["vocab"]["[UNK]"], 0);
  EXPECT_EQ(json["model"]["vocab"]["a"], 1);
  EXPECT_EQ(json["model"]["vocab"]["b"], 2);
}

}  // namespace
}  // namespace redquill::train
