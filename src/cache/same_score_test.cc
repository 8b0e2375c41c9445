#include "cache/same_score.h"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>

#include "base/random.h"
#include "cache/hit_audit.h"

namespace redquill::cache {
namespace {

TEST(SameScoreModel, WithoutWrongOnesTheBandIsThatOfTheBinomial) {
  // n right ones at one similarity: p is out of the band where p^n < e.
  SameScoreModel model(0.02);
  for (int i = 0; i < 50; ++i) model.Add(0.9, true);
  double best = 0;
  for (const double e : {0.001, 0.0025, 0.02 / 3}) {
    best = std::max(best, (1 - e) * std::pow(e, 1.0 / 50));
  }
  EXPECT_NEAR(model.AtLeast(0.9), best, 1e-4);
  // A curve that rises can't be lower further up, and nothing is known further down.
  EXPECT_NEAR(model.AtLeast(0.95), best, 1e-4);
  EXPECT_LT(model.AtLeast(0.85), 0.01);
  EXPECT_FALSE(model.ServesFrom());
  for (int i = 0; i < 400; ++i) model.Add(0.9, true);
  ASSERT_TRUE(model.ServesFrom());
  EXPECT_NEAR(*model.ServesFrom(), 0.9, 1e-6);
  EXPECT_EQ(model.ExploreProbability(0.9), 0);
}

TEST(SameScoreModel, KnowsNothingWithoutObservations) {
  SameScoreModel model(0.02);
  EXPECT_EQ(model.AtLeast(1), 0);
  EXPECT_FALSE(model.ServesFrom());
  EXPECT_DOUBLE_EQ(model.ExploreProbability(1), 0.98);
  model.Add(std::nan(""), true);
  EXPECT_EQ(model.size(), 0u);
}

TEST(SameScoreModel, RisesWithSimilarityAndFallsWithWrongOnes) {
  SameScoreModel model(0.1);
  Random random(4);
  for (int i = 0; i < 200; ++i) {
    const double s = random.Unit();
    model.Add(s, random.Unit() < 1 / (1 + std::exp(-20 * (s - 0.5))));
  }
  double last = -1;
  for (double s = 0; s <= 1; s += 0.1) {
    const double at_least = model.AtLeast(s);
    const double truth = 1 / (1 + std::exp(-20 * (s - 0.5)));
    EXPECT_GE(at_least, last - 1e-9);
    EXPECT_LE(at_least, truth) << s;
    last = at_least;
  }
  EXPECT_GT(last, 0.8);
  const auto from = model.ServesFrom();
  for (int i = 0; i < 30; ++i) model.Add(0.95, false);
  EXPECT_TRUE(from);
  EXPECT_FALSE(model.ServesFrom());
}

/// A stream of requests whose similarities are uniform and whose neighbours are right with a
/// probability that the rule doesn't know.
struct Outcome {
  int hits = 0, wrong = 0;
};
Outcome Replay(const std::function<double(double)>& right, double error, uint64_t seed,
               int requests = 2500) {
  SameScoreModel model(error);
  Random random(seed);
  Outcome outcome;
  for (int i = 0; i < requests; ++i) {
    const double s = random.Unit();
    const bool same = random.Unit() < right(s);
    const auto from = model.ServesFrom();
    if (from && s >= *from && random.Unit() > 0.1) {
      ++outcome.hits;
      outcome.wrong += !same;
    } else {
      model.Add(s, same);
    }
  }
  return outcome;
}

TEST(SameScoreModel, ServedAnswersAreWrongNoMoreOftenThanAllowed) {
  int streams_with_hits = 0;
  for (uint64_t seed = 0; seed < 5; ++seed) {
    Random random(seed);
    const double slope = 5 + 60 * random.Unit(), middle = random.Unit() * 0.7;
    for (const double error : {0.02, 0.05}) {
      const auto outcome =
          Replay([&](double s) { return 1 / (1 + std::exp(-slope * (s - middle))); }, error, seed);
      streams_with_hits += outcome.hits > 50;
      if (outcome.hits == 0) continue;
      EXPECT_LE(outcome.wrong, error * outcome.hits + 3 * std::sqrt(error * outcome.hits))
          << "slope " << slope << " middle " << middle << " hits " << outcome.hits;
    }
  }
  EXPECT_GT(streams_with_hits, 3);
}

TEST(SameScoreModel, NeverServesWhereNoSimilarityIsGoodEnough) {
  EXPECT_EQ(Replay([](double) { return 0.95; }, 0.02, 1).hits, 0);
  EXPECT_EQ(Replay([](double s) { return 0.5 + 0.4 * s; }, 0.02, 2).hits, 0);
}

/// Where no logistic curve is true, one can promise more at the top than the pairs there show.
TEST(SameScoreModel, DoesNotServeWhatTheCurvePromisesAndThePairsDoNotShow) {
  int serves = 0;
  for (uint64_t seed = 1; seed <= 20; ++seed) {
    Random random(seed);
    SameScoreModel model(0.02);
    for (int i = 0; i < 1000; ++i) {
      const double similarity = random.Unit();
      model.Add(similarity, random.Unit() >= (similarity < 0.3 ? 0.6 : 0.05));
    }
    serves += model.ServesFrom().has_value();
  }
  EXPECT_LE(serves, 1);
}

TEST(SameScoreModel, ThePapersRuleKeepsToItsErrorOverAllRequests) {
  for (uint64_t seed = 0; seed < 2; ++seed) {
    SameScoreModel model(0.05);
    Random random(seed);
    int wrong = 0;
    constexpr int kRequests = 400;
    for (int i = 0; i < kRequests; ++i) {
      const double s = random.Unit();
      const bool same = random.Unit() < 1 / (1 + std::exp(-15 * (s - 0.3)));
      if (random.Unit() < model.ExploreProbability(s)) {
        if (model.size() < 150) model.Add(s, same);
      } else {
        wrong += !same;
      }
    }
    EXPECT_LE(wrong, 0.05 * kRequests + 3 * std::sqrt(0.05 * kRequests));
  }
}

TEST(HitAudit, HasTheBoundsOfClopperAndPearson) {
  HitAudit audit(0.02);
  EXPECT_EQ(audit.Upper(), 1);
  for (int i = 0; i < 100; ++i) audit.Add(i < 3);
  // scipy.stats.binomtest(3, 100).proportion_ci(0.90, "exact"): its two sides have 5 % each.
  EXPECT_NEAR(audit.Lower(), 0.008224, 1e-5);
  EXPECT_NEAR(audit.Upper(), 0.075712, 1e-5);
}

TEST(HitAudit, BreaksOffWhereTooManyAreWrongAndStaysOff) {
  HitAudit bad(0.02), good(0.02), doubtful(0.02);
  for (int i = 0; i < 60; ++i) bad.Add(i % 10 == 0);
  EXPECT_TRUE(bad.breached());
  for (int i = 0; i < 2000; ++i) bad.Add(false);
  EXPECT_TRUE(bad.breached());
  for (int i = 0; i < 1000; ++i) good.Add(i % 400 == 399);
  EXPECT_FALSE(good.breached());
  // 1.5 % wrong proves neither that the bound is kept nor that it isn't; then nothing is served.
  for (int i = 0; i < 298; ++i) doubtful.Add(i % 66 == 65);
  EXPECT_TRUE(doubtful.breached());
}

}  // namespace
}  // namespace redquill::cache
