#include "model/onnx/ops/rope.h"

#include <gtest/gtest.h>

#include <cmath>

namespace redquill::model::onnx {
namespace {

TEST(RopeTest, FrequenciesFallGeometrically) {
  const auto f = RopeFrequencies({.theta = 10000}, 8);
  ASSERT_EQ(f.size(), 4u);
  EXPECT_FLOAT_EQ(f[0], 1);
  EXPECT_FLOAT_EQ(f[1], 0.1f);
  EXPECT_FLOAT_EQ(f[3], 0.001f);
}

TEST(RopeTest, Llama3StretchesLongWavelengthsOnly) {
  // Wavelengths: 6.28, 62.8, 628, 6283; the bounds are 100 / 4 = 25 and 100 / 1 = 100.
  hf::Rope rope{.theta = 10000};
  rope.llama3 = {
      .factor = 8, .low_freq_factor = 1, .high_freq_factor = 4, .original_positions = 100};
  const auto f = RopeFrequencies(rope, 8);
  EXPECT_FLOAT_EQ(f[0], 1);
  const float smooth = (100 / (2 * 3.14159265f / 0.1f) - 1) / 3;
  EXPECT_NEAR(f[1], (1 - smooth) * 0.1f / 8 + smooth * 0.1f, 1e-7);
  EXPECT_FLOAT_EQ(f[2], 0.01f / 8);
  EXPECT_FLOAT_EQ(f[3], 0.001f / 8);
}

TEST(RopeTest, TablesHoldEveryPositionsAngles) {
  const auto tables = MakeRopeTables({.theta = 100, .linear_factor = 2}, 4, 5);
  ASSERT_EQ(tables.cos.size(), 10u);
  EXPECT_FLOAT_EQ(tables.cos[2 * 4], std::cos(2.0f));
  EXPECT_FLOAT_EQ(tables.sin[2 * 4 + 1], std::sin(0.2f));
}

}  // namespace
}  // namespace redquill::model::onnx
