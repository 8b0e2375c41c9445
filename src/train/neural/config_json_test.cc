#include "train/neural/config_json.h"

#include <gtest/gtest.h>

namespace redquill::train {
namespace {

using model::hf::Architecture;

TEST(ConfigJsonTest, IsReadAsTheShapeThatWasAskedFor) {
  for (const auto architecture :
       {Architecture::kBert, Architecture::kDistilBert, Architecture::kDebertaV2,
        Architecture::kGpt2, Architecture::kLlama}) {
    const auto json = ConfigJson({architecture, 300, 3, 32, 4, 700, 1});
    const auto config = model::hf::ReadConfig(json.dump());
    ASSERT_TRUE(config) << config.error().message;
    EXPECT_EQ(config->architecture, architecture);
    EXPECT_EQ(config->vocabulary, 300);
    EXPECT_EQ(config->layers, 3);
    EXPECT_EQ(config->hidden, 32);
    EXPECT_EQ(config->heads, 4);
    EXPECT_EQ(config->intermediate, architecture == Architecture::kLlama ? 88 : 128);
    EXPECT_EQ(config->positions, 700);
    EXPECT_EQ(config->pad_token, 1);
    EXPECT_FALSE(config->classifier);
  }
}

TEST(ConfigJsonTest, NewDebertasAreOfTheThirdVersion) {
  const auto config =
      *model::hf::ReadConfig(ConfigJson({Architecture::kDebertaV2, 300, 3, 32, 4, 64, 0}).dump());
  const auto& d = config.disentangled;
  EXPECT_FALSE(config.position_table);
  EXPECT_EQ(config.token_types, 0);
  EXPECT_TRUE(d.content_to_position && d.position_to_content && d.share_key && d.normalise);
  EXPECT_EQ(d.buckets, 256);
  EXPECT_EQ(d.max_distance, 512);  // More than the longest text: buckets need as many.
}

// Where the last bucket ends goes by the positions that there were, not by those to come.
TEST(ConfigJsonTest, OtherPositionsLeaveTheBucketsOfDistances) {
  auto json = ConfigJson({Architecture::kDebertaV2, 300, 3, 32, 4, 600, 0});
  json["position_biased_input"] = true;
  const auto had = *model::hf::ReadConfig(json.dump());
  SetPositions(had, 1000, &json);
  const auto now = model::hf::ReadConfig(json.dump());
  ASSERT_TRUE(now) << now.error().message;
  EXPECT_EQ(now->positions, 1000);
  EXPECT_EQ(now->disentangled.max_distance, 600);
}

}  // namespace
}  // namespace redquill::train
