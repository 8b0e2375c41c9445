#include "train/tokenizer/bpe_fit.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "base/file.h"
#include "tests/support/paths.h"
#include "train/tokenizer/tokenizer_fit.h"

namespace redquill::train {
namespace {

using nlohmann::json;
using testing::ElementsAre;
using testing::Pair;

MergedTokens Fitted(const std::vector<CountedWord>& words, BpeOptions options) {
  return FitBpe(words, options, [](size_t) {});
}

// tests/golden/make_bpe_fit_golden.py ran the reference's trainer over the same texts.
TEST(BpeFit, JoinsWhatTheReferenceJoins) {
  const auto file = ReadFile(tests::SourcePath("tests/golden/bpe_fit.json"), 1 << 20);
  ASSERT_TRUE(file);
  const json golden = json::parse(*file);
  TokenizerRecipe recipe;
  recipe.vocabulary = golden["vocabulary"];
  recipe.least = golden["least"];
  auto fit = TokenizerFit::Of(recipe);
  ASSERT_TRUE(fit);
  for (const std::string text : golden["texts"]) ASSERT_TRUE(fit->Add(text));
  const auto told = fit->Finish([](size_t, size_t) {});
  ASSERT_TRUE(told) << told.error().message;
  const json model = json::parse(*told)["model"];
  ASSERT_GT(golden["merges"].size(), 400u);
  EXPECT_EQ(model["merges"], golden["merges"]);
  EXPECT_EQ(model["vocab"], golden["vocab"]);
}

TEST(BpeFit, JoinsTheMostFrequentPairFirstAndOfEqualsThatWithTheLowerIds) {
  const MergedTokens learned = Fitted({{"abc", 3}, {"bc", 1}, {"xy", 4}}, {});
  EXPECT_THAT(learned.tokens, ElementsAre("a", "b", "c", "x", "y", "bc", "xy", "abc"));
  EXPECT_THAT(learned.merges, ElementsAre(Pair(1, 2), Pair(3, 4), Pair(0, 5)));
}

TEST(BpeFit, StopsAtTheVocabularyAndAtRarePairs) {
  BpeOptions options;
  options.vocabulary = 6;
  EXPECT_EQ(Fitted({{"abc", 3}, {"xy", 4}}, options).tokens.size(), 6u);
  options.vocabulary = 100;
  options.least = 4;
  EXPECT_THAT(Fitted({{"abc", 3}, {"xy", 4}}, options).merges, ElementsAre(Pair(3, 4)));
}

TEST(BpeFit, PutsThePrefixBeforeWhatContinuesAWord) {
  BpeOptions options;
  options.prefix = "##";
  options.special = {"[UNK]"};
  const MergedTokens learned = Fitted({{"aba", 2}}, options);
  EXPECT_THAT(learned.tokens, ElementsAre("[UNK]", "a", "b", "##b", "##a", "ab", "aba"));
}

// As in the reference: the pair of the joined token and the letter behind it arises twice in a run,
// so that "aa" + "a" comes before "aa" + "aa".
TEST(BpeFit, JoinsARunOfOneLetterFromTheLeft) {
  EXPECT_THAT(Fitted({{"aaaaa", 2}}, {}).tokens, ElementsAre("a", "aa", "aaa", "aaaaa"));
}

}  // namespace
}  // namespace redquill::train
