#include "features/numbers.h"

#include <gtest/gtest.h>

#include <cmath>

namespace redquill::features {
namespace {

TEST(Log, AgreesWithTheLibrary) {
  for (double x : {1e-300, 0.1, 0.5, 0.70710678, 0.70710679, 0.999999, 1.0, 1.000001, 2.0,
                   2.718281828, 42.0, 1e6, 1e300}) {
    EXPECT_NEAR(Log(x), std::log(x), 1e-15 * std::max(1.0, std::abs(std::log(x)))) << x;
  }
  EXPECT_EQ(Log(1), 0);
}

TEST(Ratio, OfNothingIsZero) {
  EXPECT_EQ(Ratio(3, 2), 1.5);
  EXPECT_EQ(Ratio(3, 0), 0);
}

TEST(Moments, ByHand) {
  std::vector<double> values{4, 1, 3, 2};
  const Moments m = Moments::Of(&values);
  EXPECT_EQ(m.mean, 2.5);
  EXPECT_DOUBLE_EQ(m.sd, std::sqrt(1.25));
  EXPECT_EQ(m.median, 2.5);
  EXPECT_EQ(m.lower_quartile, 1.75);
  EXPECT_EQ(m.upper_quartile, 3.25);
  EXPECT_EQ(m.min, 1);
  EXPECT_EQ(m.max, 4);
}

TEST(Moments, OfOneAndOfNone) {
  std::vector<double> one{7}, none;
  EXPECT_EQ(Moments::Of(&one).upper_quartile, 7);
  EXPECT_EQ(Moments::Of(&one).sd, 0);
  EXPECT_EQ(Moments::Of(&none).mean, 0);
}

}  // namespace
}  // namespace redquill::features
