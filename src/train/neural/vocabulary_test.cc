#include "train/neural/vocabulary.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "text/tokenizer/tokenizer.h"

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

// What a served package reads is what the training read.
TEST(VocabularyTest, ItsTokenizerGivesTheSameIds) {
  const std::vector<std::string_view> texts = {
      "It's  RAINING, @CAPS1!\n\nCaf\u00e9 2nd\tday...",
      "one\n two\n \nthree",
      " \t\u00a0",
      "\u4e2d\u6587 zero\u200cwidth a\u0301b \U0001f468\u200d\U0001f469 x_y \u0130stanbul "
      "\u00c3\u00c2",
      "\n\n\n",
      "?!?",
      "\u0085next"};
  const Vocabulary vocabulary = Vocabulary::Count(texts, 1, 99);
  const auto tokenizer = text::Tokenizer::FromJson(vocabulary.TokenizerJson());
  ASSERT_TRUE(tokenizer) << tokenizer.error().message;
  for (const std::string_view text : texts) {
    const auto encoding = (*tokenizer)->Encode(text, 0);
    ASSERT_TRUE(encoding) << encoding.error().message;
    EXPECT_EQ(encoding->ids, vocabulary.Encode(text, 999)) << text;
  }
}

}  // namespace
}  // namespace redquill::train
