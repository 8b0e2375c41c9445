#include "model/onnx/graph.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "model/onnx/schema.h"
#include "model/onnx/wire.h"

namespace redquill::model::onnx {
namespace {

using testing::ElementsAre;

// Every field of a number, in order.
std::vector<std::string> Fields(std::string_view message, int number) {
  std::vector<std::string> found;
  WireReader reader(message);
  while (const auto field = reader.Next()) {
    if (field->number == number) found.emplace_back(field->bytes);
  }
  EXPECT_FALSE(reader.failed());
  return found;
}

TEST(GraphTest, WritesAModelThatItsFieldsDescribe) {
  Graph graph;
  const Value x = graph.Input("x", Element::kFloat, {int64_t{1}, "length"});
  graph.Scope("part");
  const Value sum = graph.Op("Add", {x, graph.Floats({2}, {1, 2})});
  const auto parts = graph.Ops("Split", {sum}, {true, false, true}, {{"axis", int64_t{-1}}});
  graph.Output(graph.Op("Gelu", {parts[2]}, {}, "com.microsoft"), "y", Element::kFloat, {"length"});
  graph.Metadata("key", "value");
  const auto bytes = graph.Serialize();
  ASSERT_TRUE(bytes) << bytes.error().message;

  EXPECT_EQ(Fields(*bytes, schema::model::kOpsetImport).size(), 2u);
  EXPECT_EQ(Fields(*bytes, schema::model::kMetadata).size(), 1u);
  const std::string written = Fields(*bytes, schema::model::kGraph).at(0);
  const auto nodes = Fields(written, schema::graph::kNode);
  ASSERT_EQ(nodes.size(), 4u);
  EXPECT_THAT(Fields(nodes[0], schema::node::kInput), ElementsAre("x", "part/weight"));
  EXPECT_THAT(Fields(nodes[1], schema::node::kOutput),
              ElementsAre("part/Split", "", "part/Split.1"));
  EXPECT_THAT(Fields(nodes[2], schema::node::kDomain), ElementsAre("com.microsoft"));
  const auto constants = Fields(written, schema::graph::kInitializer);
  ASSERT_EQ(constants.size(), 1u);
  EXPECT_EQ(Fields(constants[0], schema::tensor::kRawData).at(0).size(), 8u);
}

TEST(GraphTest, NamesAreUniqueAndEqualIndicesShared) {
  Graph graph;
  EXPECT_NE(graph.Op("Relu", {}).name, graph.Op("Relu", {}).name);
  EXPECT_EQ(graph.Int64s({1}, {7}).name, graph.Int64s({1}, {7}).name);
  EXPECT_NE(graph.Int64s({1}, {7}).name, graph.Int64s({}, {7}).name);
  EXPECT_NE(graph.Int64s({1}, {7}).name, graph.Int32s({1}, {7}).name);
}

TEST(GraphTest, LeavesOutTrailingInputsThatAreAbsent) {
  Graph graph;
  graph.Op("Op", {{"a"}, {}, {"b"}, {}, {}});
  const auto bytes = graph.Serialize();
  const auto node = Fields(Fields(*bytes, schema::model::kGraph).at(0), schema::graph::kNode).at(0);
  EXPECT_THAT(Fields(node, schema::node::kInput), ElementsAre("a", "", "b"));
}

}  // namespace
}  // namespace redquill::model::onnx
