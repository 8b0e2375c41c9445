#include "train/ensemble/blend.h"

#include <gtest/gtest.h>

#include <numeric>

#include "base/random.h"
#include "metrics/agreement.h"

namespace redquill::train {
namespace {

/// Members whose raw values are what the caller makes of the human score.
template <typename... Of>
std::vector<ScoreTable> Members(size_t essays, Of... of) {
  std::vector<ScoreTable> tables;
  const auto add = [&](auto raw) {
    ScoreTable table{"member " + std::to_string(tables.size()), {}};
    for (size_t i = 0; i < essays; ++i) {
      const double human = static_cast<double>(1 + i * 7 % 6);
      const double value = raw(human, i);
      table.essays.push_back({"e" + std::to_string(i), "", human, value, value, value});
    }
    tables.push_back(std::move(table));
  };
  (add(of), ...);
  return tables;
}

std::vector<size_t> All(size_t essays) {
  std::vector<size_t> rows(essays);
  std::iota(rows.begin(), rows.end(), size_t{0});
  return rows;
}

double Noise(size_t i, uint64_t seed) {
  Random random(seed * 1000 + i);
  return random.Unit() - 0.5;
}

TEST(BlendTest, FindsWeightsThatMakeTheScoresExactly) {
  // human = 0.25 + 0.5 a + 2 b.
  const auto members = Members(
      60, [](double h, size_t i) { return (h - 0.25) * 2 - 4 * Noise(i, 1); },
      [](double, size_t i) { return Noise(i, 1); });
  const auto blend = FitBlend(members, All(60));
  ASSERT_TRUE(blend) << blend.error().message;
  EXPECT_NEAR(blend->part.weights[0], 0.5, 1e-6);
  EXPECT_NEAR(blend->part.weights[1], 2, 1e-6);
  EXPECT_NEAR(blend->part.intercept, 0.25, 1e-6);
  EXPECT_NEAR(blend->line.slope, 1, 1e-6);
}

TEST(BlendTest, NoWeightIsNegative) {
  const auto members = Members(
      80, [](double h, size_t i) { return h + Noise(i, 1); }, [](double h, size_t) { return -h; },
      [](double, size_t) { return 3.0; });
  const auto blend = FitBlend(members, All(80));
  ASSERT_TRUE(blend) << blend.error().message;
  EXPECT_GT(blend->part.weights[0], 0);
  EXPECT_EQ(blend->part.weights[1], 0);
  EXPECT_EQ(blend->part.weights[2], 0);
}

TEST(BlendTest, IsCloserToTheScoresThanEitherMemberAndKeepsTheirSpread) {
  const auto members = Members(
      300, [](double h, size_t i) { return h + 3 * Noise(i, 1); },
      [](double h, size_t i) { return h + 3 * Noise(i, 2); });
  const auto blend = FitBlend(members, All(300));
  ASSERT_TRUE(blend);
  std::vector<double> human, lined, one;
  for (size_t i = 0; i < 300; ++i) {
    const double raw[] = {members[0].essays[i].raw, members[1].essays[i].raw};
    human.push_back(members[0].essays[i].human);
    one.push_back(raw[0]);
    lined.push_back(blend->line(blend->Raw(raw)));
  }
  EXPECT_GT(metrics::Pearson(human, lined), metrics::Pearson(human, one) + 0.02);
  EXPECT_NEAR(metrics::StandardDeviation(lined), metrics::StandardDeviation(human), 1e-9);
  EXPECT_NEAR(metrics::Mean(lined), metrics::Mean(human), 1e-9);
}

TEST(BlendTest, RefusesTooFewEssaysAndMembersThatSayNothing) {
  const auto few = Members(10, [](double h, size_t) { return h; });
  EXPECT_EQ(FitBlend(few, All(10)).error().code, Code::kInvalidArgument);
  const auto constant = Members(50, [](double, size_t) { return 3.0; });
  EXPECT_NE(FitBlend(constant, All(50)).error().message.find("nothing to weigh"),
            std::string::npos);
}

}  // namespace
}  // namespace redquill::train
