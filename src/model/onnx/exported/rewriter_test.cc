#include "model/onnx/exported/rewriter.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "model/onnx/messages.h"
#include "model/onnx/schema.h"
#include "model/onnx/wire.h"

namespace redquill::model::onnx {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::vector<std::string> Fields(std::string_view message, int number) {
  std::vector<std::string> found;
  EXPECT_TRUE(ForEachField(message, [&](const WireField& field) {
    if (field.number == number) found.emplace_back(field.bytes);
    return true;
  }));
  return found;
}

std::string Message(int field, std::string_view bytes) {
  std::string message;
  WireWriter(&message).Bytes(field, bytes);
  return message;
}

class RewriterTest : public testing::Test {
 protected:
  ExternalFiles files_{"/nowhere"};
  Rewriter rewriter_{{{"ids", "new/ids"}, {"values", "new/values"}}, &files_};
};

TEST_F(RewriterTest, NamesChangeAndTheRestStays) {
  const auto node = rewriter_.Node(
      NodeMessage({"Gather", {{"table"}, {"ids"}}, {{"values"}}, {{"axis", int64_t{0}}}}));
  ASSERT_TRUE(node) << node.error().message;
  EXPECT_THAT(Fields(*node, schema::node::kInput), ElementsAre("table", "new/ids"));
  EXPECT_THAT(Fields(*node, schema::node::kOutput), ElementsAre("new/values"));
  EXPECT_THAT(Fields(*node, schema::node::kOpType), ElementsAre("Gather"));
  const std::string other = NodeMessage({"Add", {{"a"}, {"b"}}, {{"c"}}, {{"to", "d"}}, "x"});
  EXPECT_EQ(*rewriter_.Node(other), other);
}

// Operators within an If or Loop see the values outside.
TEST_F(RewriterTest, NamesChangeInGraphsWithinOperatorsToo) {
  const std::string inner = Message(schema::graph::kNode, NodeMessage({"Neg", {{"ids"}}, {{"y"}}}));
  std::string attribute = Message(schema::attribute::kName, "then_branch");
  WireWriter(&attribute).Bytes(schema::attribute::kGraph, inner);
  std::string outer = NodeMessage({"If", {{"ids"}}, {{"z"}}});
  WireWriter(&outer).Bytes(schema::node::kAttribute, attribute);
  const auto node = rewriter_.Node(outer);
  ASSERT_TRUE(node) << node.error().message;
  const auto graph =
      Fields(Fields(*node, schema::node::kAttribute).at(0), schema::attribute::kGraph).at(0);
  EXPECT_THAT(Fields(Fields(graph, schema::graph::kNode).at(0), schema::node::kInput),
              ElementsAre("new/ids"));
}

TEST_F(RewriterTest, AFunctionKeepsItsOwnNames) {
  const std::string function =
      Message(schema::function::kNode, NodeMessage({"Neg", {{"ids"}}, {{"values"}}}));
  EXPECT_EQ(*rewriter_.Function(function), function);
  EXPECT_NE(*rewriter_.Node(NodeMessage({"Neg", {{"ids"}}, {{"y"}}})),
            NodeMessage({"Neg", {{"ids"}}, {{"y"}}}));
}

TEST_F(RewriterTest, WeightsElsewhereAreLookedForWhereverTheyHide) {
  std::string tensor;
  WireWriter(&tensor).Count(schema::tensor::kDataType, static_cast<uint64_t>(Element::kFloat));
  WireWriter(&tensor).Bytes(schema::tensor::kExternal, EntryMessage("location", "../x"));
  std::string node = NodeMessage({"Constant", {}, {{"c"}}});
  WireWriter(&node).Bytes(schema::node::kAttribute, Message(schema::attribute::kTensor, tensor));
  Pieces pieces;
  for (const auto& refused :
       {rewriter_.Node(node), rewriter_.Function(Message(schema::function::kNode, node)),
        rewriter_.SparseConstant(Message(schema::sparse::kValues, tensor))}) {
    ASSERT_FALSE(refused);
    EXPECT_THAT(refused.error().message, HasSubstr("leads out of its folder"));
  }
  EXPECT_FALSE(rewriter_.Constant(tensor, &pieces));
}

TEST_F(RewriterTest, AConstantsNumbersAreBorrowed) {
  std::string tensor;
  WireWriter(&tensor).Count(schema::tensor::kDims, 2);
  WireWriter(&tensor).Bytes(schema::tensor::kName, "values");
  WireWriter(&tensor).Bytes(schema::tensor::kRawData, "12345678");
  Pieces pieces;
  ASSERT_TRUE(rewriter_.Constant(tensor, &pieces));
  std::string out;
  pieces.AppendTo(&out);
  EXPECT_EQ(out.size(), pieces.size());
  const auto field = Fields(out, schema::graph::kInitializer).at(0);
  EXPECT_THAT(Fields(field, schema::tensor::kName), ElementsAre("new/values"));
  EXPECT_THAT(Fields(field, schema::tensor::kRawData), ElementsAre("12345678"));
}

TEST_F(RewriterTest, GraphsWithoutEndAreRefused) {
  std::string node = NodeMessage({"If", {{"a"}}, {{"b"}}});
  for (int i = 0; i < 200; ++i) {
    const std::string graph = Message(schema::graph::kNode, node);
    node = Message(schema::node::kAttribute, Message(schema::attribute::kGraph, graph));
  }
  const auto refused = rewriter_.Node(node);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Code::kTooLarge);
  EXPECT_EQ(rewriter_.Node("\x0a\x7f").error().code, Code::kCorrupt);
}

}  // namespace
}  // namespace redquill::model::onnx
