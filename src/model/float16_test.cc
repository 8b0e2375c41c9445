#include "model/float16.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace redquill::model {
namespace {

TEST(Float16Test, EveryHalfComesBack) {
  for (uint32_t bits = 0; bits < 65536; ++bits) {
    const uint16_t half = static_cast<uint16_t>(bits);
    const float value = HalfToFloat(half);
    if (std::isnan(value)) {
      EXPECT_EQ(FloatToHalf(value) & 0x7c00, 0x7c00) << bits;
      EXPECT_NE(FloatToHalf(value) & 0x03ff, 0) << bits;
    } else {
      EXPECT_EQ(FloatToHalf(value), half) << bits;
    }
  }
}

TEST(Float16Test, KnownValues) {
  EXPECT_EQ(HalfToFloat(0x3c00), 1.0f);
  EXPECT_EQ(HalfToFloat(0x0001), 0x1p-24f);
  EXPECT_EQ(HalfToFloat(0x7bff), 65504.0f);
  EXPECT_EQ(HalfToFloat(0xfc00), -std::numeric_limits<float>::infinity());
  EXPECT_EQ(BFloatToFloat(0x3fc0), 1.5f);
}

TEST(Float16Test, RoundsToTheNearestAndTiesToEven) {
  for (uint32_t bits = 0; bits < 0x7bff; ++bits) {
    const uint16_t low = static_cast<uint16_t>(bits), high = static_cast<uint16_t>(bits + 1);
    const float middle = (HalfToFloat(low) + HalfToFloat(high)) / 2;  // Exact in a float.
    EXPECT_EQ(FloatToHalf(middle), bits % 2 ? high : low);
    EXPECT_EQ(FloatToHalf(std::nextafter(middle, 0.0f)), low);
    EXPECT_EQ(FloatToHalf(std::nextafter(middle, 1e9f)), high);
    EXPECT_EQ(FloatToHalf(-middle), (bits % 2 ? high : low) | 0x8000);
  }
  EXPECT_EQ(FloatToHalf(65519.99f), 0x7bff);
  EXPECT_EQ(FloatToHalf(65520.0f), 0x7c00);
  EXPECT_EQ(FloatToHalf(1e30f), 0x7c00);
  EXPECT_EQ(FloatToHalf(1e-30f), 0);
}

}  // namespace
}  // namespace redquill::model
