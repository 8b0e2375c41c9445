#include "cache/distance.h"

#include <gtest/gtest.h>

#include <vector>

namespace redquill::cache {
namespace {

// Around the widths at which the loops of the widest registers end.
TEST(Distance, IsTheSumOverEveryNumber) {
  for (const size_t width : {0, 1, 7, 31, 32, 33, 63, 64, 65, 384}) {
    std::vector<float> a, b;
    double product = 0, squared = 0;
    for (size_t i = 0; i < width; ++i) {
      a.push_back(static_cast<float>(i % 7) - 3);
      b.push_back(static_cast<float>(i % 5) + 0.5f);
      product += double{a[i]} * b[i];
      squared += (double{a[i]} - b[i]) * (double{a[i]} - b[i]);
    }
    EXPECT_FLOAT_EQ(InnerProduct(a.data(), b.data(), width), static_cast<float>(product)) << width;
    EXPECT_FLOAT_EQ(SquaredDistance(a.data(), b.data(), width), static_cast<float>(squared))
        << width;
  }
}

}  // namespace
}  // namespace redquill::cache
