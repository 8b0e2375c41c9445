#include "model/triton/triton_config.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace redquill::model {
namespace {

using testing::HasSubstr;

Manifest Standard() {
  Manifest manifest;
  manifest.name = "tiny";
  manifest.engine = "onnx";
  manifest.max_tokens = 48;
  manifest.outputs = {{"cohesion", {1, 5, 0.5}}, {"syntax", {1, 5, 0.5}}};
  manifest.config = {{"operators", "standard"}, {"lengths", {16, 48}}};
  return manifest;
}

TEST(TritonConfigTest, SaysWhatGoesInAndOut) {
  const auto text = TritonConfig(Standard(), std::string(64, 'a'), {.max_batch = 4});
  ASSERT_TRUE(text) << text.error().message;
  EXPECT_THAT(*text, HasSubstr("name: \"tiny\"\nbackend: \"onnxruntime\"\n"));
  EXPECT_THAT(*text, HasSubstr("max_batch_size: 4\n"));
  EXPECT_THAT(*text,
              HasSubstr("input { name: \"attention_mask\" data_type: TYPE_INT32 dims: [ -1 ] }"));
  EXPECT_THAT(*text, HasSubstr("output { name: \"values\" data_type: TYPE_FP32 dims: [ 2 ] }"));
  EXPECT_THAT(*text, HasSubstr("name: \"48 tokens\""));
  EXPECT_THAT(*text, HasSubstr(std::string(64, 'a')));
}

TEST(TritonConfigTest, AnEmbeddingIsAsWideAsItIs) {
  Manifest manifest = Standard();
  manifest.outputs.clear();
  manifest.embedding_width = 384;
  EXPECT_THAT(*TritonConfig(manifest, ""), HasSubstr("TYPE_FP32 dims: [ 384 ]"));
}

TEST(TritonConfigTest, RefusesWhatTritonCannotRun) {
  Manifest manifest = Standard();
  manifest.config["operators"] = "fused";
  auto refused = TritonConfig(manifest, "");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Code::kUnsupported);
  EXPECT_THAT(refused.error().message, HasSubstr("--operators standard"));
  manifest = Standard();
  manifest.engine = "gbdt";
  refused = TritonConfig(manifest, "");
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().message, HasSubstr("is run by gbdt"));
}

}  // namespace
}  // namespace redquill::model
