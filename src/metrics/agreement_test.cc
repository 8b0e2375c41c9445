#include "metrics/agreement.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "metrics/average.h"
#include "metrics/prmse.h"

namespace redquill::metrics {
namespace {

using Scores = std::vector<double>;

TEST(Kappas, AreOneForEqualScoresAndMinusOneForOpposedHalves) {
  const Scores human = {1, 2, 3, 4};
  EXPECT_EQ(QuadraticWeightedKappa(human, human), 1);
  EXPECT_EQ(LinearWeightedKappa(human, human), 1);
  EXPECT_EQ(Kappa(human, human), 1);
  const Scores low_high = {1, 1, 2, 2}, high_low = {2, 2, 1, 1};
  EXPECT_EQ(QuadraticWeightedKappa(low_high, high_low), -1);
  EXPECT_EQ(LinearWeightedKappa(low_high, high_low), -1);
  EXPECT_EQ(Kappa(low_high, high_low), -1);
}

TEST(Kappas, AConstantSystemAgreesNoMoreThanByChance) {
  const Scores human = {1, 2, 3, 4, 4}, system(5, 2.8);
  EXPECT_NEAR(QuadraticWeightedKappa(human, system), 0, 1e-12);
  EXPECT_NEAR(LinearWeightedKappa(human, system), 0, 1e-12);
}

TEST(Kappas, DontDependOnTheScalesOriginAndUnit) {
  const Scores human = {1, 2, 5, 4, 3, 2}, system = {2, 2, 4, 4, 3, 1};
  Scores human2, system2;
  for (double h : human) human2.push_back(10 + h / 2);
  for (double s : system) system2.push_back(10 + s / 2);
  EXPECT_NEAR(QuadraticWeightedKappa(human, system), QuadraticWeightedKappa(human2, system2),
              1e-12);
  EXPECT_NEAR(LinearWeightedKappa(human, system), LinearWeightedKappa(human2, system2), 1e-12);
}

TEST(Undefined, IsNaNAndNeverANumber) {
  const Scores none, one = {3}, constant = {0.1, 0.1, 0.1}, other = {1, 2, 3};
  for (auto* statistic : {QuadraticWeightedKappa, LinearWeightedKappa, Kappa, Pearson, Spearman,
                          Rmse, Mae, SdRatio}) {
    EXPECT_TRUE(std::isnan(statistic(none, none)));
  }
  EXPECT_TRUE(std::isnan(QuadraticWeightedKappa(constant, constant)));
  EXPECT_TRUE(std::isnan(LinearWeightedKappa(constant, constant)));
  EXPECT_TRUE(std::isnan(Kappa(constant, constant)));
  EXPECT_TRUE(std::isnan(Pearson(constant, other)));
  EXPECT_TRUE(std::isnan(Spearman(other, constant)));
  EXPECT_TRUE(std::isnan(StandardisedMeanDifference(constant, other)));
  EXPECT_TRUE(std::isnan(SdRatio(constant, other)));
  EXPECT_TRUE(std::isnan(StandardDeviation(one)));
  EXPECT_TRUE(std::isnan(Mean(none)));
  EXPECT_TRUE(std::isnan(AgreementWithin(none, none, 1)));
}

TEST(Spearman, TiesShareTheirMeanRank) {
  // Ranks 1.5 1.5 3 4 against 1 2 3.5 3.5, worked by hand: r = 4 / 4.5.
  EXPECT_NEAR(Spearman(Scores{1, 1, 2, 3}, Scores{10, 20, 30, 30}), 4 / 4.5, 1e-12);
}

TEST(Smd, IsPositiveWhereTheSystemScoresHigher) {
  EXPECT_NEAR(StandardisedMeanDifference(Scores{1, 2, 3}, Scores{2, 3, 4}), 1, 1e-12);
}

TEST(AgreementWithin, AllowsForRounding) {
  EXPECT_EQ(AgreementWithin(Scores{0.3, 1}, Scores{0.1 + 0.2, 2}, 0), 0.5);
  EXPECT_EQ(AgreementWithin(Scores{1.5, 3}, Scores{1, 2}, 0.5), 0.5);
}

TEST(Averages, LeaveOutWhatIsUndefined) {
  const Scores kappas = {0.5, std::nan(""), 0.9};
  EXPECT_NEAR(MeanOverPrompts(kappas), 0.7, 1e-12);
  EXPECT_NEAR(FisherMean(kappas), std::tanh((std::atanh(0.5) + std::atanh(0.9)) / 2), 1e-12);
  EXPECT_NEAR(FisherMean(Scores{1, 1}), 0.999, 1e-12);
  EXPECT_TRUE(std::isnan(MeanOverPrompts(Scores{std::nan("")})));
  EXPECT_TRUE(std::isnan(FisherMean(Scores{})));
}

TEST(TrueScores, NeedTwoRatingsOfSomeEssayOrAKnownError) {
  const std::vector<Ratings> single = {{1}, {2}, {3}, {4}};
  const Scores system = {1, 2, 3, 4};
  EXPECT_FALSE(EvaluateTrueScores(single, system));
  EXPECT_TRUE(EvaluateTrueScores(single, system, 0.1));
  EXPECT_FALSE(EvaluateTrueScores({}, {}));
  // Raters who only disagree leave no variance of true scores.
  const std::vector<Ratings> noise = {{1, 4}, {4, 1}, {1, 4}, {4, 1}};
  EXPECT_FALSE(EvaluateTrueScores(noise, system));
}

}  // namespace
}  // namespace redquill::metrics
