#include "train/ensemble/comparison.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "base/random.h"
#include "metrics/agreement.h"

namespace redquill::train {
namespace {

/// Scores off by one for one essay in `off`.
ScoreTable Table(const std::string& name, size_t essays, size_t off) {
  ScoreTable table{name, {}};
  for (size_t i = 0; i < essays; ++i) {
    const double human = static_cast<double>(1 + i % 5);
    const double score = i % off == 0 ? human + (human < 5 ? 1 : -1) : human;
    table.essays.push_back(
        {"e" + std::to_string(i), i % 2 ? "Parks" : "Zoos", human, score, score, score});
  }
  return table;
}

TEST(ComparisonTest, TheDifferenceIsThatOfTheQwksAndASystemEqualsItself) {
  const std::vector<ScoreTable> tables = {Table("worse", 300, 2), Table("better", 300, 7),
                                          Table("worse again", 300, 2)};
  const auto comparison = *Compare(tables, QwkStatistic::kAllEssays, {});
  const auto& systems = comparison.systems;
  ASSERT_EQ(systems.size(), 3u);
  EXPECT_FALSE(systems[0].difference);
  EXPECT_DOUBLE_EQ(*systems[1].difference, systems[1].qwk - systems[0].qwk);
  EXPECT_GT(systems[1].difference_interval->low, 0);
  EXPECT_LT(systems[1].difference_interval->low, *systems[1].difference);
  EXPECT_GT(systems[1].difference_interval->high, *systems[1].difference);
  EXPECT_EQ(systems[2].difference_interval->low, 0);
  EXPECT_EQ(systems[2].difference_interval->high, 0);
}

TEST(ComparisonTest, PairedIntervalsAreNarrowerThanThoseOfEachSystem) {
  // Both miss the same essays, and one of them a few more.
  std::vector<ScoreTable> tables = {Table("a", 400, 3), Table("b", 400, 3)};
  for (size_t i = 1; i < 20; i += 3)
    tables[1].essays[i].score = tables[1].essays[i].human == 1 ? 2 : 1;
  const auto comparison = *Compare(tables, QwkStatistic::kAllEssays, {});
  const auto& second = comparison.systems[1];
  EXPECT_LT(second.difference_interval->high - second.difference_interval->low,
            second.interval.high - second.interval.low);
}

TEST(ComparisonTest, MeanOverPromptsMeasuresWithinEach) {
  std::vector<ScoreTable> tables = {Table("a", 200, 3)};
  const auto comparison = *Compare(tables, QwkStatistic::kMeanOverPrompts, {});
  std::vector<double> human[2], system[2];
  for (size_t i = 0; i < 200; ++i) {
    human[i % 2].push_back(tables[0].essays[i].human);
    system[i % 2].push_back(tables[0].essays[i].score);
  }
  EXPECT_DOUBLE_EQ(comparison.systems[0].qwk,
                   (metrics::QuadraticWeightedKappa(human[0], system[0]) +
                    metrics::QuadraticWeightedKappa(human[1], system[1])) /
                       2);
  EXPECT_EQ(comparison.prompts, 2u);
  for (auto& essay : tables[0].essays) essay.prompt.clear();
  EXPECT_EQ(Compare(tables, QwkStatistic::kMeanOverPrompts, {}).error().field, "prompt");
}

TEST(ComparisonTest, JsonHasADifferenceForAllButTheFirst) {
  const std::vector<ScoreTable> tables = {Table("a", 50, 3), Table("b", 50, 4)};
  const auto json = ToJson(*Compare(tables, QwkStatistic::kAllEssays, {}));
  EXPECT_EQ(json["statistic"], "all essays");
  EXPECT_FALSE(json["systems"][0].contains("difference"));
  EXPECT_EQ(json["systems"][1]["difference_interval"].size(), 2u);
}

}  // namespace
}  // namespace redquill::train
