#include "train/feature/trees.h"

#include <gtest/gtest.h>

#include "base/random.h"
#include "train/feature/parallel.h"

namespace redquill::train {
namespace {

struct Sample {
  std::vector<float> rows;
  std::vector<double> scores;
  Sample() {
    Random random(2);
    for (int i = 0; i < 400; ++i) {
      const double a = random.Unit(), b = random.Unit(), c = random.Unit();
      for (const double v : {a, b, c}) rows.push_back(static_cast<float>(v));
      scores.push_back(2 + 3 * a + (b > 0.5 ? 1 : 0));
    }
  }
};

const TreesRecipe kSmall{.rounds = 40, .depth = 3, .eta = 0.2, .colsample = 0.7};

TEST(Trees, LearnWhatIsThere) {
  const Sample sample;
  const auto model = FitTrees(sample.rows, sample.scores, kSmall, 1);
  ASSERT_TRUE(model) << model.error().message;
  const auto predicted = PredictTrees(*model, sample.rows, 3);
  ASSERT_TRUE(predicted) << predicted.error().message;
  double error = 0;
  for (size_t i = 0; i < 400; ++i) error += std::abs((*predicted)[i] - sample.scores[i]) / 400;
  EXPECT_LT(error, 0.15);
}

TEST(Trees, TheSameSeedGivesTheSameBytesAlsoBesideOthers) {
  const Sample sample;
  const auto alone = FitTrees(sample.rows, sample.scores, kSmall, 1);
  const auto other = FitTrees(sample.rows, sample.scores, kSmall, 2);
  ASSERT_TRUE(alone && other);
  EXPECT_NE(*alone, *other);
  std::vector<std::string> beside(8);
  ParallelFor(beside.size(), 4, [&](size_t i) {
    beside[i] = FitTrees(sample.rows, sample.scores, kSmall, 1 + i % 2).value_or("failed");
  });
  for (size_t i = 0; i < beside.size(); ++i) EXPECT_EQ(beside[i], i % 2 ? *other : *alone) << i;
}

}  // namespace
}  // namespace redquill::train
