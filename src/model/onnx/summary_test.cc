#include "model/onnx/summary.h"

#include <gtest/gtest.h>

#include "model/onnx/graph.h"

namespace redquill::model::onnx {
namespace {

std::string Model() {
  Graph graph;
  const Value x = graph.Input("x", Element::kFloat, {"length"});
  const Value y = graph.Op("Mul", {x, graph.Floats({3}, {1, 2, 3})});
  const Value z = graph.Op("Mul", {y, graph.Halves({2}, {1, 2})});
  graph.Output(graph.Op("Gelu", {z}, {}, "com.microsoft"), "y", Element::kFloat, {"length"});
  graph.Metadata("key", "value");
  return *graph.Serialize();
}

TEST(SummaryTest, CountsWhatAModelHolds) {
  const auto summary = Summarise(Model());
  ASSERT_TRUE(summary) << summary.error().message;
  EXPECT_TRUE(summary->producer.starts_with("redquill ")) << summary->producer;
  EXPECT_EQ(summary->opsets.at(""), 17u);
  EXPECT_EQ(summary->opsets.at("com.microsoft"), 1u);
  EXPECT_EQ(summary->operators.at("Mul"), 2u);
  EXPECT_EQ(summary->operators.at("com.microsoft.Gelu"), 1u);
  EXPECT_EQ(summary->operators.at("Identity"), 1u);
  EXPECT_EQ(summary->constants.at("float").elements, 3u);
  EXPECT_EQ(summary->constants.at("float16").bytes, 4u);
  EXPECT_EQ(summary->metadata.at("key"), "value");
}

TEST(SummaryTest, RefusesWhatIsCutOffOrNoModel) {
  const std::string model = Model();
  for (size_t keep : {size_t{0}, size_t{10}, model.size() - 1}) {
    EXPECT_FALSE(Summarise(std::string_view(model).substr(0, keep))) << keep;
  }
  EXPECT_EQ(Summarise("PK\x03\x04").error().code, Code::kCorrupt);
}

}  // namespace
}  // namespace redquill::model::onnx
