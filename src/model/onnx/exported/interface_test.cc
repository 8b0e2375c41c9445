#include "model/onnx/exported/interface.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace redquill::model::onnx {
namespace {

using testing::HasSubstr;

const std::vector<Dimension> kMany = {"batch", "length"};

DeclaredValue Int64s(const std::string& name, std::vector<Dimension> shape = kMany) {
  return {name, static_cast<uint64_t>(Element::kInt64), std::move(shape)};
}

DeclaredValue Floats(const std::string& name, std::vector<Dimension> shape) {
  return {name, static_cast<uint64_t>(Element::kFloat), std::move(shape)};
}

Outline Usual() {
  Outline outline;
  outline.inputs = {Int64s("input_ids"), Int64s("attention_mask")};
  outline.outputs = {Floats("logits", {"batch", int64_t{6}})};
  outline.opsets = {{"", 14}};
  return outline;
}

std::string Refusal(const Outline& outline) {
  const auto read = ReadInterface(outline);
  EXPECT_FALSE(read);
  if (read) return "";
  EXPECT_EQ(read.error().code, Code::kUnsupported);
  return read.error().message;
}

TEST(InterfaceTest, IsReadOfWhatTheFileDeclares) {
  const auto read = ReadInterface(Usual());
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->output, "logits");
  EXPECT_EQ(read->labels, 6);
  EXPECT_EQ(read->inputs.at("attention_mask"), Element::kInt64);
  EXPECT_TRUE(read->batches);
}

TEST(InterfaceTest, WithoutAMaskOrWithABatchOfOneThereAreNoBatches) {
  Outline bare = Usual();
  bare.inputs = {Int64s("input_ids")};
  ASSERT_TRUE(ReadInterface(bare));
  EXPECT_FALSE(ReadInterface(bare)->batches);
  Outline one = Usual();
  one.inputs[0].shape = std::vector<Dimension>{int64_t{1}, "length"};
  ASSERT_TRUE(ReadInterface(one));
  EXPECT_FALSE(ReadInterface(one)->batches);
}

// One text's numbers would be rounded by another's range.
TEST(InterfaceTest, DynamicallyQuantizedGraphsHaveNoBatches) {
  Outline outline = Usual();
  outline.rounds_by_run = true;
  ASSERT_TRUE(ReadInterface(outline));
  EXPECT_FALSE(ReadInterface(outline)->batches);
}

TEST(InterfaceTest, TheResultIsTheLogitsOrTheOnlyOne) {
  Outline outline = Usual();
  outline.outputs = {Floats("hidden", {"batch", "length", int64_t{8}}), outline.outputs[0]};
  EXPECT_EQ(ReadInterface(outline)->output, "logits");
  outline.outputs = {Floats("score", {"batch", int64_t{1}})};
  EXPECT_EQ(ReadInterface(outline)->output, "score");
  outline.outputs.push_back(Floats("more", {"batch", int64_t{1}}));
  EXPECT_THAT(Refusal(outline), HasSubstr("no result \"logits\"; it has 'score', 'more'"));
  outline.outputs.clear();
  EXPECT_THAT(Refusal(outline), HasSubstr("no result"));
}

TEST(InterfaceTest, InputsThatNoEssayGivesAreNamed) {
  Outline outline = Usual();
  outline.inputs.push_back(Int64s("pixel_values"));
  EXPECT_THAT(Refusal(outline), HasSubstr("'pixel_values' that no essay gives"));
  outline.inputs = {Int64s("attention_mask")};
  EXPECT_THAT(Refusal(outline), HasSubstr("no input input_ids"));
  outline.inputs = {{"input_ids", static_cast<uint64_t>(Element::kFloat), kMany}};
  EXPECT_THAT(Refusal(outline), HasSubstr("neither int64 nor int32"));
}

TEST(InterfaceTest, WrongShapesAreNamed) {
  Outline outline = Usual();
  outline.inputs[0].shape = std::vector<Dimension>{"length"};
  EXPECT_THAT(Refusal(outline), HasSubstr("1 dimensions; it must have two"));
  outline.inputs[0].shape = std::vector<Dimension>{"batch", int64_t{128}};
  EXPECT_THAT(Refusal(outline), HasSubstr("just texts of 128 tokens"));
  outline.inputs[0].shape = std::vector<Dimension>{int64_t{4}, "length"};
  EXPECT_THAT(Refusal(outline), HasSubstr("just 4 texts at once"));
  outline = Usual();
  outline.outputs[0].shape = std::vector<Dimension>{"batch"};
  EXPECT_THAT(Refusal(outline), HasSubstr("'logits' of 1 dimensions"));
  outline.outputs[0].shape = std::vector<Dimension>{"batch", "labels"};
  EXPECT_THAT(Refusal(outline), HasSubstr("fixed number"));
  outline.outputs[0].shape.reset();
  EXPECT_THAT(Refusal(outline), HasSubstr("how many labels"));
  outline = Usual();
  outline.outputs[0].element = static_cast<uint64_t>(Element::kInt64);
  EXPECT_THAT(Refusal(outline), HasSubstr("neither float nor float16"));
}

TEST(InterfaceTest, OldOpsetsAreRefused) {
  Outline outline = Usual();
  outline.opsets[""] = 10;
  EXPECT_THAT(Refusal(outline), HasSubstr("opset before 11"));
  outline.opsets.clear();
  EXPECT_THAT(Refusal(outline), HasSubstr("opset before 11"));
}

}  // namespace
}  // namespace redquill::model::onnx
