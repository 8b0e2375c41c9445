#include "sched/cost.h"

#include <gtest/gtest.h>

#include <random>
#include <vector>

namespace redquill::sched {
namespace {

using std::chrono::milliseconds;

std::vector<Sample> Samples(double linear, double quadratic, double noise, unsigned seed) {
  std::mt19937 random(seed);
  std::uniform_real_distribution<double> factor(1 - noise, 1 + noise);
  std::vector<Sample> samples;
  for (const size_t size : {300, 1000, 2500, 6000}) {
    const double s = static_cast<double>(size);
    const double took = (linear * s + quadratic * s * s) * factor(random);
    samples.push_back({size, Duration(static_cast<Duration::rep>(took))});
  }
  return samples;
}

TEST(Cost, FindsTheCoefficientsItWasMadeFrom) {
  const Cost cost = FitCost(Samples(4000, 1.5, 0, 1));
  EXPECT_NEAR(cost.linear, 4000, 1);
  EXPECT_NEAR(cost.quadratic, 1.5, 0.001);
}

TEST(Cost, IsNeverNegativeAndNeverFallsWithSize) {
  for (unsigned seed = 0; seed < 200; ++seed) {
    const Cost cost =
        FitCost(Samples(seed % 3 == 0 ? 0 : 1000, seed % 3 == 1 ? 0 : 0.3, 0.6, seed));
    ASSERT_GE(cost.linear, 0);
    ASSERT_GE(cost.quadratic, 0);
    ASSERT_GT(cost.linear + cost.quadratic, 0);
    Duration before{0};
    for (size_t size = 1; size < 10'000; size += 97) {
      ASSERT_GE(cost.Of(size), before);
      before = cost.Of(size);
    }
  }
}

/// No other pair of coefficients ≥ 0 near by fits better: the least squares are least.
TEST(Cost, IsTheBestOfAllNonNegativePairs) {
  for (unsigned seed = 0; seed < 50; ++seed) {
    const auto samples = Samples(seed % 2 == 0 ? 1000 : 1, 0.1, 0.9, seed);
    const auto off = [&](double linear, double quadratic) {
      double sum = 0;
      for (const auto& sample : samples) {
        const double s = static_cast<double>(sample.size);
        const double error = (linear * s + quadratic * s * s) / double(sample.took.count()) - 1;
        sum += error * error;
      }
      return sum;
    };
    const Cost cost = FitCost(samples);
    const double best = off(cost.linear, cost.quadratic);
    for (const double l : {-50.0, -1.0, 0.0, 1.0, 50.0}) {
      for (const double q : {-0.01, -0.001, 0.0, 0.001, 0.01}) {
        const double linear = std::max(0.0, cost.linear + l);
        const double quadratic = std::max(0.0, cost.quadratic + q);
        EXPECT_LE(best, off(linear, quadratic) + 1e-9) << seed;
      }
    }
  }
}

TEST(Cost, ToleratesUselessSamples) {
  EXPECT_EQ(FitCost({}).linear, 0);
  const std::vector<Sample> useless = {{0, milliseconds(1)}, {10, Duration(0)}};
  EXPECT_EQ(FitCost(useless).linear, 0);
  const std::vector<Sample> one_size = {{100, milliseconds(1)}, {100, milliseconds(3)}};
  EXPECT_NEAR(double(FitCost(one_size).Of(100).count()), 1.2e6, 1e6);
}

TEST(Cost, StopsGrowingWhereTheModelStopsReading) {
  const Cost cost{1000, 1, 5000};
  EXPECT_EQ(cost.Of(5000), cost.Of(1 << 20));
  EXPECT_EQ(Cost{}.Of(100), Duration(1));
  EXPECT_EQ((Cost{1e30, 0}.Of(100)), std::chrono::hours(1));
}

TEST(Drift, FollowsHowFarEstimatesAreOffWithinBounds) {
  Drift drift;
  EXPECT_EQ(drift.factor(), 1);
  for (int i = 0; i < 500; ++i) drift.Saw(milliseconds(10), milliseconds(20));
  EXPECT_NEAR(drift.factor(), 2, 1e-6);
  for (int i = 0; i < 500; ++i) drift.Saw(milliseconds(10), milliseconds(10));
  EXPECT_NEAR(drift.factor(), 1, 0.01);
  for (int i = 0; i < 500; ++i) drift.Saw(milliseconds(1), milliseconds(1000));
  EXPECT_EQ(drift.factor(), 8);
}

}  // namespace
}  // namespace redquill::sched
