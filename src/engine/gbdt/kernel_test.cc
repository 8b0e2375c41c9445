#include "engine/gbdt/kernel.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace redquill::engine::gbdt {
namespace {

Kernel Sample() {
  return Kernel({1.0f, 0.5f, 0.0f}, {2.0f, 1.0f, 0.0f}, {0.5f, -1.0f, 0.0f, -2.0f, 1.5f, 0.0f},
                {0.05, 0.4});
}

TEST(Kernel, SignedLogIsTheLogarithm) {
  for (float v = 1e-6f; v < 1e30f; v *= 3.7f) {
    const double expected = std::log1p(static_cast<double>(v));
    // 1 + v rounds at v's small end, which costs absolute, not relative precision.
    EXPECT_NEAR(SignedLog(v), expected, 1e-7 * expected + 1e-15) << v;
    EXPECT_EQ(SignedLog(-v), -SignedLog(v));
  }
  EXPECT_EQ(SignedLog(0.0f), 0.0f);
  EXPECT_TRUE(std::isfinite(SignedLog(std::numeric_limits<float>::max())));
}

TEST(Kernel, ExpOfNegativeIsTheExponential) {
  EXPECT_EQ(ExpOfNegative(0.0f), 1.0f);
  for (float x = -1e-6f; x > -86.0f; x *= 1.1f) {
    const double expected = std::exp(static_cast<double>(x));
    EXPECT_NEAR(static_cast<double>(ExpOfNegative(x)) / expected, 1.0, 1e-6) << x;
  }
  EXPECT_EQ(ExpOfNegative(-100.0f), 0.0f);
  EXPECT_EQ(ExpOfNegative(-std::numeric_limits<float>::infinity()), 0.0f);
  EXPECT_EQ(ExpOfNegative(std::numeric_limits<float>::quiet_NaN()), 0.0f);
}

TEST(Kernel, StandardisesAndClamps) {
  const float e = std::exp(1.0f);
  const auto z = Sample().Standardise(std::vector<float>{e - 1.0f, 1000.0f, 5.0f});
  ASSERT_EQ(z.size(), 3u);
  EXPECT_NEAR(z[0], 0.0f, 1e-6f);
  EXPECT_EQ(z[1], 3.0f) << "clamped";
  EXPECT_EQ(z[2], 0.0f) << "a feature of scale 0 says nothing";
}

TEST(Kernel, ValuesFollowTheFormula) {
  const Kernel kernel = Sample();
  const std::vector<float> z = {1.0f, -0.5f, 0.0f};
  const auto values = kernel.Values(z);
  ASSERT_EQ(values.size(), 2u);
  for (size_t i = 0; i < 2; ++i) {
    double distance = 0;
    for (size_t j = 0; j < 3; ++j) distance += std::pow(z[j] - kernel.landmark(i)[j], 2.0);
    EXPECT_NEAR(values[i], std::exp(-0.05 * distance / 3) + std::exp(-0.4 * distance / 3), 1e-6);
  }
}

TEST(Kernel, GradientIsTheSlope) {
  const Kernel kernel = Sample();
  const std::vector<double> weights = {1.5, -0.7};
  std::vector<float> z = {1.0f, -0.5f, 0.25f};
  const auto value = [&] {
    const auto k = kernel.Values(z);
    return weights[0] * static_cast<double>(k[0]) + weights[1] * static_cast<double>(k[1]);
  };
  const auto gradient = kernel.Gradient(z, weights);
  for (size_t j = 0; j < z.size(); ++j) {
    const float at = z[j], h = 1.0f / 64;
    z[j] = at + h;
    const double above = value();
    z[j] = at - h;
    const double below = value();
    z[j] = at;
    EXPECT_NEAR(gradient[j], (above - below) / (2.0 * static_cast<double>(h)), 1e-4) << j;
  }
}

TEST(Kernel, ManyFeaturesAddUpInOneOrder) {
  // 37 features: two whole groups of sixteen lanes and a rest.
  std::vector<float> mean(37, 0.0f), scale(37, 1.0f), row(37);
  for (size_t j = 0; j < row.size(); ++j) row[j] = static_cast<float>(j % 5) - 2.0f;
  const Kernel kernel(mean, scale, row, {0.1});
  EXPECT_NEAR(kernel.Values(row)[0], 1.0, 1e-6) << "a landmark's distance to itself is 0";
}

}  // namespace
}  // namespace redquill::engine::gbdt
