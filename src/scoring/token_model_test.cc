// A token model behind the service: what is read, what is said of it, what is refused.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "scoring/service.h"
#include "scoring/wire.h"
#include "tests/support/tiny_checkpoint.h"

namespace redquill::scoring {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class TokenModelTest : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = testing::TempDir() + "rq_token_model_" + std::to_string(::getpid());
    std::filesystem::create_directories(folder_ + "/models");
    Import("bert", "tiny", false);
    Import("bert_encoder", "vectors", true);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }
  void Import(const std::string& checkpoint, const std::string& name, bool embeddings) {
    samples::CopyCheckpoint(checkpoint, folder_ + "/" + checkpoint);
    model::ImportOptions options{.folder = folder_ + "/" + checkpoint, .name = name};
    options.embeddings = embeddings;
    samples::WriteTokenModel(folder_ + "/models/" + name + ".rqm", options);
  }
  Result<std::unique_ptr<const Service>> Load(std::vector<std::string> only = {}) {
    return Service::Load({.models_folder = folder_ + "/models", .only = std::move(only)});
  }

  std::string folder_;
};

TEST_F(TokenModelTest, SaysHowManyTokensWereRead) {
  const auto service = Load();
  ASSERT_TRUE(service) << service.error().message;
  const auto answer = (*service)->Score({"The garden and the garden.", "tiny", "", false});
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(answer->tokens_read, 8);
  EXPECT_EQ(answer->tokens, 8);
  EXPECT_THAT(answer->notes, IsEmpty());
  EXPECT_EQ(ToJson(*answer).at("tokens"), nlohmann::json({{"read", 8}, {"of", 8}}));
  EXPECT_EQ(answer->outputs[0].calibrated, answer->outputs[0].raw);
  EXPECT_THAT(answer->receipt.runtime, HasSubstr("onnxruntime"));
}

TEST_F(TokenModelTest, AnEssayLongerThanTheModelReadsIsSaidToBe) {
  const auto service = Load({"tiny"});
  ASSERT_TRUE(service) << service.error().message;
  std::string essay;
  for (int i = 0; i < 46; ++i) essay += "garden ";
  const auto fits = (*service)->Score({essay, "", "", false});
  ASSERT_TRUE(fits) << fits.error().message;
  EXPECT_EQ(fits->tokens_read, 48);
  EXPECT_THAT(fits->notes, IsEmpty());
  essay += "and the garden";
  const auto cut = (*service)->Score({essay, "", "", false});
  ASSERT_TRUE(cut) << cut.error().message;
  EXPECT_EQ(cut->tokens_read, 48);
  EXPECT_EQ(cut->tokens, 51);
  EXPECT_THAT(cut->notes, ElementsAre("Not read to its end: this model reads 48 tokens, the essay "
                                      "has 51. The score is for the part read."));
  EXPECT_EQ(cut->outputs[0].raw, fits->outputs[0].raw);  // The same 48 tokens.
  const auto receipt = ReceiptFromJson(ToJson(cut->receipt));
  ASSERT_TRUE(receipt);
  EXPECT_EQ(receipt->tokens_read, 48u);
  EXPECT_EQ(receipt->tokens, 51u);
  EXPECT_THAT(Compare(*receipt, cut->receipt), IsEmpty());
}

TEST_F(TokenModelTest, EmbeddingModelsAreNotForScoring) {
  const auto service = Load();
  ASSERT_TRUE(service) << service.error().message;
  ASSERT_EQ((*service)->models().size(), 1u);
  EXPECT_EQ((*service)->models()[0].manifest.name, "tiny");
  const auto named = Load({"vectors"});
  ASSERT_FALSE(named);
  EXPECT_THAT(named.error().message, HasSubstr("gives vectors (redquill embed) and no scores"));
}

}  // namespace
}  // namespace redquill::scoring
