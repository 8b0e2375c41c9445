#include "train/tokenizer/tokenizer_fit.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "text/tokenizer/tokenizer.h"

namespace redquill::train {
namespace {

std::vector<std::string> Texts() {
  std::vector<std::string> texts;
  for (const char* who : {"The keeper", "A teacher", "My neighbour", "Nobody"}) {
    for (const char* what : {"wrote a letter", "couldn't cross the bridge", "fed the gulls"}) {
      texts.push_back(std::string(who) + " " + what + " every morning.\n\nIt wasn\xe2\x80\x99t " +
                      "easy:  12 gulls had eaten the letters.");
    }
  }
  return texts;
}

std::string Learned(TokenizerRecipe recipe, const std::vector<std::string>& texts) {
  auto fit = TokenizerFit::Of(recipe);
  EXPECT_TRUE(fit);
  for (const std::string& text : texts) EXPECT_TRUE(fit->Add(text));
  auto file = fit->Finish([](size_t, size_t) {});
  EXPECT_TRUE(file) << file.error().message;
  return file ? *file : "";
}

class EachType : public testing::TestWithParam<TokenizerType> {};

TEST_P(EachType, CutsItsOwnTextsWithoutUnknownTokens) {
  TokenizerRecipe recipe;
  recipe.type = GetParam();
  recipe.vocabulary = 400;
  const auto tokenizer = text::Tokenizer::FromJson(Learned(recipe, Texts()));
  ASSERT_TRUE(tokenizer) << tokenizer.error().message;
  EXPECT_LE((*tokenizer)->vocabulary(), 400u);
  const int32_t unknown = std::max((*tokenizer)->Find("[UNK]"), (*tokenizer)->Find("<unk>"));
  ASSERT_GE(unknown, 0);
  const std::string text = Texts()[0];
  const auto tokens = (*tokenizer)->Encode(text, 0);
  ASSERT_TRUE(tokens);
  EXPECT_THAT(tokens->ids, testing::Not(testing::Contains(unknown)));
  EXPECT_LT(tokens->ids.size(), text.size() / 3);
  EXPECT_EQ(tokens->special.front() + tokens->special.back(), 2);
}

TEST_P(EachType, DoesNotDependOnTheOrderOfTheTexts) {
  TokenizerRecipe recipe;
  recipe.type = GetParam();
  recipe.vocabulary = 350;
  std::vector<std::string> texts = Texts();
  const std::string one = Learned(recipe, texts);
  std::reverse(texts.begin(), texts.end());
  EXPECT_TRUE(one == Learned(recipe, texts));
}

INSTANTIATE_TEST_SUITE_P(TokenizerFit, EachType,
                         testing::Values(TokenizerType::kBpe, TokenizerType::kWordPiece,
                                         TokenizerType::kUnigram));

TEST(TokenizerFit, KeepsCapitalsWhereItIsToldTo) {
  TokenizerRecipe recipe;
  recipe.type = TokenizerType::kWordPiece;
  recipe.vocabulary = 400;
  EXPECT_EQ((*text::Tokenizer::FromJson(Learned(recipe, Texts())))->Find("The"), -1);
  recipe.cased = true;
  EXPECT_GE((*text::Tokenizer::FromJson(Learned(recipe, Texts())))->Find("The"), 0);
}

TEST(TokenizerFit, RefusesTextThatIsNotUtf8AndNoTextAtAll) {
  auto fit = TokenizerFit::Of({});
  ASSERT_TRUE(fit);
  EXPECT_EQ(fit->Add("\xff").error().code, Code::kBadEncoding);
  const auto file = fit->Finish([](size_t, size_t) {});
  ASSERT_FALSE(file);
  EXPECT_EQ(file.error().code, Code::kInvalidArgument);
}

}  // namespace
}  // namespace redquill::train
