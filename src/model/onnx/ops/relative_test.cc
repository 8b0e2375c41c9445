#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "base/file.h"
#include "model/onnx/ops/disentangled.h"
#include "tests/support/paths.h"

namespace redquill::model::onnx {
namespace {

// Up to 4,999 tokens apart, for several shapes, every bucket is the reference implementation's.
TEST(RelativeTest, BucketsAreTheReferences) {
  const auto text =
      ReadFile(tests::SourcePath("tests/golden/checkpoints/deberta_buckets.json"), 1 << 20);
  ASSERT_TRUE(text) << text.error().message;
  const auto json = nlohmann::json::parse(*text);
  ASSERT_EQ(json.at("tables").size(), 5u);
  for (const auto& table : json.at("tables")) {
    hf::Disentangled d;
    d.buckets = table.at("buckets");
    d.max_distance = table.at("max_distance");
    size_t step = 0;
    const auto& steps = table.at("steps");
    for (int64_t distance = 0; distance < 5000; ++distance) {
      if (step + 1 < steps.size() && steps[step + 1][0] == distance) ++step;
      const int64_t bucket = steps[step][1];
      ASSERT_EQ(DistanceBucket(d, distance), bucket) << d.buckets << " at " << distance;
      ASSERT_EQ(DistanceBucket(d, -distance), -bucket) << d.buckets << " at " << distance;
    }
  }
}

TEST(RelativeTest, RowsStayInsideTheTable) {
  hf::Disentangled d;
  d.buckets = 8;
  d.max_distance = 48;
  const auto rows = RelativeRows(d, 100);
  ASSERT_EQ(rows.size(), 199u);
  EXPECT_EQ(rows[99], 8);  // Distance 0.
  EXPECT_EQ(rows[98], 7);
  EXPECT_EQ(rows.front(), 0);
  EXPECT_EQ(rows.back(), 15);
}

TEST(RelativeTest, AppliesALinearLayerAndANorm) {
  const Linear layer{"l", 2, 3, {1, 2, 3, 4, 5, 6}, {10, 20, 30}};
  EXPECT_EQ(Apply({1, 1, 0, 2}, 2, layer), (std::vector<float>{15, 27, 39, 18, 30, 42}));
  const auto normed = ApplyNorm({1, 3}, 2, {{2, 2}, {1, 0}, 0});
  EXPECT_FLOAT_EQ(normed[0], -1);
  EXPECT_FLOAT_EQ(normed[1], 2);
}

}  // namespace
}  // namespace redquill::model::onnx
