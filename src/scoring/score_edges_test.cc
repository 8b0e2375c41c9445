#include "scoring/score_edges.h"

#include <gtest/gtest.h>

#include "scoring/calibration.h"

namespace redquill::scoring {
namespace {

TEST(StepsToAnotherScore, IsTheDistanceAtWhichTheScoreChanges) {
  for (const model::Scale& scale : {model::Scale{1, 6, 1}, {1, 5, 0.5}, {0, 60, 1}, {0, 1, 1}}) {
    for (double value = scale.min - 2; value < scale.max + 2; value += 0.0379) {
      const double steps = StepsToAnotherScore(value, scale);
      const double score = ToScale(value, scale);
      const double within = (steps - 1e-9) * scale.step, beyond = (steps + 1e-9) * scale.step;
      EXPECT_EQ(ToScale(value - within, scale), score) << value;
      EXPECT_EQ(ToScale(value + within, scale), score) << value;
      EXPECT_TRUE(ToScale(value - beyond, scale) != score ||
                  ToScale(value + beyond, scale) != score)
          << value;
    }
  }
}

}  // namespace
}  // namespace redquill::scoring
