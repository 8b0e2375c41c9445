#include "train/neural/score_loss.h"

#include <gtest/gtest.h>

#include <cmath>

namespace redquill::train {
namespace {

TEST(ScoreLossTest, HuberIsSquaredNearAndLinearFar) {
  const ScoreLoss huber{LossKind::kHuber, 0.5, {}};
  const auto loss = [&](double off) {
    return huber.LossOf(at::tensor({1.f + static_cast<float>(off)}), at::tensor({1.f}))
        .item<double>();
  };
  EXPECT_NEAR(loss(0.25), 0.5 * 0.25 * 0.25, 1e-6);
  EXPECT_NEAR(loss(2), 0.5 * (2 - 0.25), 1e-6);
  EXPECT_NEAR(loss(-3), 0.5 * (3 - 0.25), 1e-6);
  EXPECT_EQ(huber.ValuesOf(at::tensor({2.f})).item<double>(), 2);
}

TEST(ScoreLossTest, OrdinalAsksOfEachLevelWhetherItIsPassed) {
  const ScoreLoss ordinal{LossKind::kOrdinal, 1, {1, 2, 4}};
  const at::Tensor logits = at::tensor({0.3f, -1.2f, 2.f, 1.f}).reshape({2, 2});
  const auto sigmoid = [](double x) { return 1 / (1 + std::exp(-x)); };
  // The first essay has the middle level, the second the highest, a little off by rounding.
  const double wanted = -(std::log(sigmoid(0.3)) + std::log(1 - sigmoid(-1.2)) +
                          std::log(sigmoid(2)) + std::log(sigmoid(1))) /
                        4;
  EXPECT_NEAR(ordinal.LossOf(logits, at::tensor({2.0001f, 3.9999f})).item<double>(), wanted, 1e-6);
  const at::Tensor values = ordinal.ValuesOf(logits);
  EXPECT_NEAR(values[0].item<double>(), 1 + sigmoid(0.3) + 2 * sigmoid(-1.2), 1e-6);
  EXPECT_NEAR(values[1].item<double>(), 1 + sigmoid(2) + 2 * sigmoid(1), 1e-6);
}

TEST(ScoreLossTest, SureOrdinalAnswersCostNothingAndGiveTheLevel) {
  const ScoreLoss ordinal{LossKind::kOrdinal, 1, {-1, 0, 1}};
  const at::Tensor logits = at::tensor({50.f, -50.f}).reshape({1, 2});
  EXPECT_NEAR(ordinal.LossOf(logits, at::tensor({0.f})).item<double>(), 0, 1e-6);
  EXPECT_NEAR(ordinal.ValuesOf(logits).item<double>(), 0, 1e-6);
}

}  // namespace
}  // namespace redquill::train
