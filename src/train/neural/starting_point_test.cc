#include "train/neural/starting_point.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "base/file.h"
#include "tests/support/paths.h"
#include "train/tokenizer/tokenizer_fit.h"

namespace redquill::train {
namespace {

using model::hf::Architecture;

class StartingPointTest : public testing::Test {
 protected:
  void SetUp() override {
    auto fit = TokenizerFit::Of({.vocabulary = 300, .least = 1});
    ASSERT_TRUE(fit->Add("A town without trees is a town without memory."));
    const auto json = fit->Finish([](size_t, size_t) {});
    ASSERT_TRUE(json);
    ASSERT_TRUE(WriteFileAtomically(tokenizer_, *json));
  }
  StartRecipe Shape(Architecture architecture) const {
    StartRecipe recipe;
    recipe.tokenizer = tokenizer_;
    recipe.architectures = {architecture};
    recipe.layers = 2;
    recipe.width = 32;
    recipe.max_tokens = 64;
    return recipe;
  }
  const std::string tokenizer_ = testing::TempDir() + "/starting_point_tokenizer.json";
};

// A drawn network that was kept is a checkpoint with the same numbers.
TEST_F(StartingPointTest, WhatIsKeptCanBeStartedFrom) {
  EncoderOptions options;
  options.max_tokens = 64;
  for (const auto architecture :
       {Architecture::kBert, Architecture::kDistilBert, Architecture::kDebertaV2,
        Architecture::kGpt2, Architecture::kLlama}) {
    const auto drawn = StartingPoint::Open(Shape(architecture));
    ASSERT_TRUE(drawn) << drawn.error().message;
    EXPECT_EQ(drawn->config().pad_token, 1);
    const auto network = drawn->MakeNetwork(options, 3);
    ASSERT_TRUE(network) << network.error().message;
    const std::string folder = testing::TempDir() + "/starting_point_kept";
    ASSERT_TRUE(drawn->Keep((*network)->parameters(), folder));
    StartRecipe recipe = Shape(architecture);
    recipe.tokenizer.clear();
    recipe.init = folder;
    const auto kept = StartingPoint::Open(recipe);
    ASSERT_TRUE(kept) << kept.error().message;
    const auto again = kept->MakeNetwork(options, 4);
    ASSERT_TRUE(again) << again.error().message;
    for (const auto& [name, tensor] : (*network)->parameters()) {
      EXPECT_TRUE(tensor.equal((*again)->parameters().at(name))) << name;
    }
  }
}

TEST_F(StartingPointTest, DrawsAsTheSeedSays) {
  EncoderOptions options;
  const auto point = StartingPoint::Open(Shape(Architecture::kGpt2));
  const auto first = *point->MakeNetwork(options, 3), same = *point->MakeNetwork(options, 3),
             other = *point->MakeNetwork(options, 4);
  const char* const name = "h.1.mlp.c_fc.weight";
  EXPECT_TRUE(first->parameters().at(name).equal(same->parameters().at(name)));
  EXPECT_FALSE(first->parameters().at(name).equal(other->parameters().at(name)));
  EXPECT_NEAR(first->parameters().at(name).std().item<double>(), 0.02, 0.002);
  EXPECT_NEAR(first->parameters().at("h.1.mlp.c_proj.weight").std().item<double>(), 0.01, 0.001);
}

TEST_F(StartingPointTest, SaysWhatIsWrong) {
  EXPECT_EQ(StartingPoint::Open({}).error().field, "init");
  StartRecipe both = Shape(Architecture::kGpt2);
  both.init = "folder";
  EXPECT_EQ(StartingPoint::Open(both).error().field, "init");
  StartRecipe odd = Shape(Architecture::kGpt2);
  odd.heads = 5;
  EXPECT_EQ(StartingPoint::Open(odd).error().code, Code::kInvalidArgument);
  StartRecipe absent = Shape(Architecture::kGpt2);
  absent.tokenizer = "absent.json";
  EXPECT_FALSE(StartingPoint::Open(absent));

  StartRecipe other;
  other.init = tests::SourcePath("tests/golden/checkpoints/gpt2");
  other.architectures = {Architecture::kBert, Architecture::kDistilBert};
  const auto refused = StartingPoint::Open(other);
  EXPECT_EQ(refused.error().code, Code::kUnsupported);
  EXPECT_NE(refused.error().message.find("bert or distilbert"), std::string::npos);
}

}  // namespace
}  // namespace redquill::train
