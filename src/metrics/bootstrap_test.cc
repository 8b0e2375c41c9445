#include "metrics/bootstrap.h"

#include <gtest/gtest.h>

#include <cmath>

#include "base/random.h"

namespace redquill::metrics {
namespace {

double MeanOf(const std::vector<double>& values, std::span<const size_t> drawn) {
  double sum = 0;
  for (size_t i : drawn) sum += values[i];
  return sum / static_cast<double>(drawn.size());
}

TEST(Bootstrap, HoldsTheTrueMeanAsOftenAsItsLevelSays) {
  Random random(11);
  int held = 0;
  constexpr int kTrials = 400;
  for (int trial = 0; trial < kTrials; ++trial) {
    std::vector<double> values(60);
    for (double& v : values) v = random.Unit();
    const Interval interval =
        Bootstrap(values.size(), [&](auto drawn) { return MeanOf(values, drawn); },
                  {.resamples = 400, .level = 0.9, .seed = random.Next()});
    held += interval.low <= 0.5 && 0.5 <= interval.high ? 1 : 0;
  }
  // 360 are expected; four standard deviations are 24, and small samples cover a little less.
  EXPECT_NEAR(held, 0.9 * kTrials, 28);
}

TEST(Bootstrap, IsFixedByItsSeed) {
  std::vector<double> values(50);
  for (size_t i = 0; i < values.size(); ++i) values[i] = std::sqrt(static_cast<double>(i));
  auto mean = [&](auto drawn) { return MeanOf(values, drawn); };
  const Interval a = Bootstrap(50, mean, {.seed = 3}), b = Bootstrap(50, mean, {.seed = 3});
  const Interval c = Bootstrap(50, mean, {.seed = 4});
  EXPECT_EQ(a.low, b.low);
  EXPECT_EQ(a.high, b.high);
  EXPECT_NE(a.low, c.low);
}

TEST(Bootstrap, TheDifferenceOfPairedSystemsIsNarrow) {
  // Two systems that differ by 0.1 everywhere: paired, the difference has no spread at all.
  Random random(5);
  std::vector<double> a(40), b(40);
  for (size_t i = 0; i < a.size(); ++i) b[i] = (a[i] = random.Unit()) + 0.1;
  const Interval interval =
      Bootstrap(40, [&](auto drawn) { return MeanOf(b, drawn) - MeanOf(a, drawn); });
  EXPECT_NEAR(interval.low, 0.1, 1e-12);
  EXPECT_NEAR(interval.high, 0.1, 1e-12);
}

TEST(Bootstrap, WithinGroupsEveryGroupKeepsItsSize) {
  const std::vector<int> group = {0, 1, 0, 1, 1, 2};
  int draws = 0;
  BootstrapWithinGroups(group,
                        [&](std::span<const size_t> drawn) {
                          std::vector<int> size(3);
                          for (size_t i : drawn) ++size[static_cast<size_t>(group[i])];
                          EXPECT_EQ(size, (std::vector<int>{2, 3, 1}));
                          EXPECT_EQ(drawn.size(), 6u);
                          return static_cast<double>(++draws);
                        },
                        {.resamples = 100});
  EXPECT_EQ(draws, 100);
}

TEST(Bootstrap, LeavesUndefinedResamplesOut) {
  int turn = 0;
  const Interval interval =
      Bootstrap(3, [&](auto) { return ++turn % 2 == 0 ? 7.0 : std::nan(""); }, {.resamples = 10});
  EXPECT_EQ(interval.low, 7);
  EXPECT_EQ(interval.high, 7);
  EXPECT_TRUE(std::isnan(Bootstrap(3, [](auto) { return std::nan(""); }).low));
  EXPECT_TRUE(std::isnan(Bootstrap(0, [](auto) { return 1.0; }).low));
}

}  // namespace
}  // namespace redquill::metrics
