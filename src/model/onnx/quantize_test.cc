#include "model/onnx/quantize.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

namespace redquill::model::onnx {
namespace {

using testing::ElementsAre;

TEST(QuantizeTest, EveryColumnHasItsOwnScale) {
  const Quantized q = QuantizeColumns({1.0f, -254.0f, 0.0f,  //
                                       -0.5f, 127.0f, 0.0f},
                                      2, 3);
  EXPECT_THAT(q.bytes, ElementsAre(127, -127, 0, -64, 64, 0));
  EXPECT_THAT(q.scale, ElementsAre(1.0f / 127, 2.0f, 1.0f));
}

TEST(QuantizeTest, EveryRowHasItsOwnScale) {
  const Quantized q = QuantizeRows({127.0f, -2.0f, 0.127f, 0.001f}, 2, 2);
  EXPECT_THAT(q.bytes, ElementsAre(127, -2, 127, 1));
}

TEST(QuantizeTest, NoValueMovesMoreThanHalfAStep) {
  std::vector<float> matrix;
  for (int i = 0; i < 600; ++i) matrix.push_back(std::sin(static_cast<float>(i * i)));
  const Quantized q = QuantizeColumns(matrix, 100, 6);
  for (size_t i = 0; i < matrix.size(); ++i) {
    const float scale = q.scale[i % 6];
    EXPECT_LE(std::fabs(static_cast<float>(q.bytes[i]) * scale - matrix[i]), scale * 0.5001f);
  }
}

}  // namespace
}  // namespace redquill::model::onnx
