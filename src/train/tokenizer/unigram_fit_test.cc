#include "train/tokenizer/unigram_fit.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <set>

namespace redquill::train {
namespace {

using testing::Contains;

std::vector<CountedWord> Words() {
  std::vector<CountedWord> words;
  for (const char* stem : {"lighthouse", "gull", "letter", "bridge", "morning", "teacher"}) {
    words.push_back({stem, 40});
    words.push_back({std::string(stem) + "s", 25});
    words.push_back({"un" + std::string(stem), 2});
  }
  words.push_back({"\xc3\xa9", 1});
  return words;
}

std::vector<ScoredToken> Fitted(size_t tokens) {
  UnigramOptions options;
  options.tokens = tokens;
  const auto fitted = FitUnigram(Words(), options, [](size_t) {});
  EXPECT_TRUE(fitted) << fitted.error().message;
  return fitted ? *fitted : std::vector<ScoredToken>();
}

std::vector<std::string> Texts(const std::vector<ScoredToken>& tokens) {
  std::vector<std::string> texts;
  for (const ScoredToken& token : tokens) texts.push_back(token.text);
  return texts;
}

TEST(UnigramFit, KeepsEveryCharacterAndTheWordsThatOccurOften) {
  const std::vector<ScoredToken> tokens = Fitted(30);
  ASSERT_EQ(tokens.size(), 30u);
  const std::vector<std::string> texts = Texts(tokens);
  for (const char* wanted : {"\xc3\xa9", "u", "lighthouse", "teacher"}) {
    EXPECT_THAT(texts, Contains(wanted));
  }
  EXPECT_EQ(std::set<std::string>(texts.begin(), texts.end()).size(), texts.size());
}

TEST(UnigramFit, ScoresAreLogProbabilitiesBestFirst) {
  const std::vector<ScoredToken> tokens = Fitted(60);
  double sum = 0;
  for (size_t i = 0; i < tokens.size(); ++i) {
    sum += std::exp(tokens[i].score);
    if (i > 0) {
      EXPECT_LE(tokens[i].score, tokens[i - 1].score);
    }
  }
  EXPECT_GT(sum, 0.9);
  EXPECT_LT(sum, 1.05);
}

// One word that can be cut in two ways only: its expectations settle on the whole word.
TEST(UnigramFit, PrefersTheWholeWordToItsLetters) {
  UnigramOptions options;
  options.tokens = 3;
  const auto tokens = FitUnigram({{"ab", 100}}, options, [](size_t) {});
  ASSERT_TRUE(tokens);
  EXPECT_EQ((*tokens)[0].text, "ab");
  EXPECT_GT((*tokens)[0].score, -0.1);
}

TEST(UnigramFit, RefusesFewerTokensThanCharacters) {
  UnigramOptions options;
  options.tokens = 5;
  const auto refused = FitUnigram(Words(), options, [](size_t) {});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Code::kInvalidArgument);
}

}  // namespace
}  // namespace redquill::train
