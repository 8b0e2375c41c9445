#include "engine/embedder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cmath>
#include <filesystem>

#include "tests/support/tiny_checkpoint.h"

namespace redquill::engine {
namespace {

using testing::HasSubstr;

class EmbedderTest : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = testing::TempDir() + "rq_embedder_" + std::to_string(::getpid());
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }
  Result<std::unique_ptr<const Embedder>> Open(const std::string& checkpoint, bool embeddings) {
    samples::CopyCheckpoint(checkpoint, folder_);
    const std::string path = folder_ + "/tiny.rqm";
    model::ImportOptions options{.folder = folder_, .name = "tiny"};
    options.embeddings = embeddings;
    samples::WriteTokenModel(path, options);
    return Embedder::Open(*model::Package::Open(path));
  }

  std::string folder_;
};

TEST_F(EmbedderTest, GivesAVectorAndSaysHowMuchItStandsFor) {
  const auto embedder = Open("bert_encoder", true);
  ASSERT_TRUE(embedder) << embedder.error().message;
  EXPECT_EQ((*embedder)->width(), 32u);
  const auto one = (*embedder)->Embed("The garden.");
  ASSERT_TRUE(one) << one.error().message;
  EXPECT_EQ(one->tokens, 5u);  // [CLS] the garden . [SEP]
  EXPECT_EQ(one->tokens_read, 5u);
  double length = 0;
  for (const float value : one->vector) length += static_cast<double>(value) * value;
  EXPECT_NEAR(std::sqrt(length), 1, 1e-6);  // modules.json asks for unit length.

  std::string text;
  for (int i = 0; i < 100; ++i) text += "garden ";
  const auto cut = (*embedder)->Embed(text);
  ASSERT_TRUE(cut) << cut.error().message;
  EXPECT_EQ(cut->tokens, 102u);
  EXPECT_EQ(cut->tokens_read, 48u);
  EXPECT_EQ((*embedder)->Embed("The garden.")->vector, one->vector);
}

TEST_F(EmbedderTest, ReadsAWholeTextInPartsWeightedByTheirTokens) {
  const auto embedder = Open("bert_encoder", true);
  ASSERT_TRUE(embedder) << embedder.error().message;
  EXPECT_EQ((*embedder)->EmbedWhole("The garden.")->vector,
            (*embedder)->Embed("The garden.")->vector);
  std::string front, back;  // 46 tokens each, with [CLS] and [SEP] what the model reads at once.
  for (int i = 0; i < 46; ++i) front += "garden ", back += "the ";
  const auto whole = (*embedder)->EmbedWhole(front + back);
  ASSERT_TRUE(whole) << whole.error().message;
  EXPECT_EQ(whole->tokens, 94u);
  EXPECT_EQ(whole->tokens_read, 94u);
  const auto first = (*embedder)->Embed(front)->vector, second = (*embedder)->Embed(back)->vector;
  for (size_t i = 0; i < first.size(); ++i) {
    EXPECT_NEAR(whole->vector[i], (first[i] + second[i]) / 2, 1e-6);
  }
  EXPECT_NE((*embedder)->Embed(front + back)->vector, whole->vector);
}

TEST_F(EmbedderTest, RefusesAModelThatScores) {
  const auto embedder = Open("bert", false);
  ASSERT_FALSE(embedder);
  EXPECT_EQ(embedder.error().code, Code::kInvalidArgument);
  EXPECT_THAT(embedder.error().message, HasSubstr("scores and gives no vector"));
}

}  // namespace
}  // namespace redquill::engine
