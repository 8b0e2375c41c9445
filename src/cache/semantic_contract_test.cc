// What tier 2 promises, in memory and shared through PostgreSQL with pgvector.
#include <gtest/gtest.h>

#include <cmath>
#include <future>

#include "base/random.h"
#include "cache/shared_semantic.h"
#include "store/open.h"
#include "tests/support/databases.h"

namespace redquill::cache {
namespace {

using namespace std::chrono_literals;
using Act = SemanticTier::Act;

const Log kQuiet(LogForm::kText, LogLevel::kError);
constexpr size_t kWidth = 16;

std::shared_ptr<const scoring::Answer> AnswerOf(double score) {
  auto answer = std::make_shared<scoring::Answer>();
  answer->outputs.push_back({"holistic", score, score, score, {1, 6, 1}});
  answer->receipt.text_sha256 = "t";
  return answer;
}

struct Settings {
  Metric metric = Metric::kCosine;
  double error = 0.02, audit = 0.1;
  store::TimeMs ttl_ms = 0;
};

std::unique_ptr<SharedSemantic> Shared(const std::string& place, const Settings& settings,
                                       uint64_t seed = 1) {
  SharedSemantic::Options options;
  options.error = settings.error;
  options.audit = settings.audit;
  options.ttl_ms = settings.ttl_ms;
  options.wait = 10s;
  options.seed = seed;
  return std::make_unique<SharedSemantic>(store::VectorsAt(place, kWidth, settings.metric).value(),
                                          options, kQuiet);
}

/// A kind of tier.
struct Kind {
  std::string name;
  bool shared;
  friend void PrintTo(const Kind& kind, std::ostream* out) { *out << kind.name; }
};

/// Until the tier knows what it was told.
void Settle(SemanticTier& tier) {
  if (auto* shared = dynamic_cast<SharedSemantic*>(&tier)) shared->Flush();
}

class SemanticContract : public testing::TestWithParam<Kind> {
 protected:
  void SetUp() override {
    if (GetParam().shared && (place_ = store::FreshPostgres()).empty()) {
      GTEST_SKIP() << "needs tests/store/with_postgres";
    }
  }
  std::unique_ptr<SemanticTier> Tier(const Settings& settings) {
    if (GetParam().shared) return Shared(place_, settings);
    return std::make_unique<SemanticCache>(SemanticCache::Options{.metric = settings.metric,
                                                                  .error = settings.error,
                                                                  .audit = settings.audit,
                                                                  .ttl_ms = settings.ttl_ms});
  }
  std::string place_;
};

std::vector<float> RandomVector(Random& random) {
  std::vector<float> vector(kWidth);
  for (float& value : vector) value = static_cast<float>(random.Unit() - 0.5);
  return vector;
}

TEST_P(SemanticContract, FindsTheNearestOfTheScopeByEachMetric) {
  for (const Metric metric : {Metric::kCosine, Metric::kInner, Metric::kEuclidean}) {
    if (GetParam().shared) place_ = store::FreshPostgres();
    const auto tier = Tier({.metric = metric});
    Random random(3);
    std::vector<std::vector<float>> vectors;
    for (int i = 0; i < 200; ++i) {
      vectors.push_back(RandomVector(random));
      // Every other one of a scope that is not asked for.
      tier->Put(i % 2 == 0 ? "s" : "other", vectors.back(), AnswerOf(i), 1);
    }
    Settle(*tier);
    int right = 0;
    for (int q = 0; q < 50; ++q) {
      const auto asked = RandomVector(random);
      size_t best = 0;
      for (size_t i = 0; i < vectors.size(); i += 2) {
        if (SimilarityOf(metric, vectors[i], asked) > SimilarityOf(metric, vectors[best], asked)) {
          best = i;
        }
      }
      const auto decision = tier->Ask("s", asked, 2);
      ASSERT_EQ(decision.act, Act::kExplore);
      const bool same = decision.neighbour.answer->outputs[0].score == static_cast<double>(best);
      right += same;
      if (same) {
        EXPECT_NEAR(decision.similarity, SimilarityOf(metric, vectors[best], asked), 1e-5);
        EXPECT_EQ(decision.neighbour.scored_ms, 1);
      }
    }
    EXPECT_GE(right, 49);
    EXPECT_EQ(tier->Ask("third", vectors[0], 2).act, Act::kNothingNear);
  }
}

/// Texts of five topics; all but a share have their topic's score.
struct Seen {
  int served = 0, wrong = 0;
};
Seen Replay(const std::vector<SemanticTier*>& tiers, int requests, double changed, uint64_t seed) {
  Seen seen;
  Random random(seed);
  for (int i = 0; i < requests; ++i) {
    SemanticTier& tier = *tiers[random.Below(tiers.size())];
    const size_t topic = random.Below(5);
    std::vector<float> vector(kWidth);
    for (float& value : vector) value = static_cast<float>(0.02 * (random.Unit() - 0.5));
    vector[topic] += 1;
    const auto truth = AnswerOf(static_cast<double>(topic) + (random.Unit() < changed ? 1 : 0));
    const auto decision = tier.Ask("s", vector, 1);
    if (decision.act == Act::kServe) {
      ++seen.served;
      seen.wrong += !SameScores(*decision.neighbour.answer, *truth);
      continue;
    }
    tier.Learn(decision, *truth);
    tier.Put("s", vector, truth, 1);
    Settle(tier);
  }
  return seen;
}

TEST_P(SemanticContract, ServesWhatIsShownToBeRightAndNothingElse) {
  const auto tier = Tier({.error = 0.1});
  EXPECT_EQ(Replay({tier.get()}, 40, 0, 1).served, 0) << "too few pairs to show anything";
  const Seen right = Replay({tier.get()}, 800, 0, 2);
  EXPECT_GT(right.served, 200);
  EXPECT_EQ(right.wrong, 0);
  EXPECT_FALSE(tier->stats().off);
  EXPECT_GT(tier->stats().audited, 10u);
  if (GetParam().shared) place_ = store::FreshPostgres();
  const auto wrong = Tier({.error = 0.1});
  EXPECT_LE(Replay({wrong.get()}, 800, 0.4, 3).served, 8);
}

TEST_P(SemanticContract, WhatWasRightOnceAndIsNoLongerIsNotServedForLong) {
  const auto tier = Tier({.error = 0.1, .audit = 0.3});
  EXPECT_GT(Replay({tier.get()}, 300, 0, 4).served, 20);
  EXPECT_LT(Replay({tier.get()}, 300, 0.8, 5).wrong, 60);
  EXPECT_EQ(Replay({tier.get()}, 100, 0, 6).served, 0);
}

TEST_P(SemanticContract, GivesNothingTooOld) {
  const auto tier = Tier({.ttl_ms = 100});
  const std::vector<float> vector(kWidth, 0.5f);
  tier->Put("s", vector, AnswerOf(3), 1000);
  Settle(*tier);
  EXPECT_EQ(tier->Peek("s", vector, 1100).act, Act::kExplore);
  EXPECT_EQ(tier->Peek("s", vector, 1101).act, Act::kNothingNear);
  EXPECT_EQ(tier->stats().explored, 0u) << "a peek leaves no trace";
}

INSTANTIATE_TEST_SUITE_P(Tiers, SemanticContract,
                         testing::Values(Kind{"Memory", false}, Kind{"PostgreSQL", true}),
                         [](const auto& each) { return each.param.name; });

class SharedTier : public testing::Test {
 protected:
  void SetUp() override {
    place_ = store::FreshPostgres();
    if (place_.empty()) GTEST_SKIP() << "needs tests/store/with_postgres";
  }
  std::string place_;
};

/// Replicas come and go; whoever asks is answered by what all have scored and learnt.
TEST_F(SharedTier, TwoReplicasShareVectorsPairsAndTheBoundOnPostgreSQL) {
  const Settings settings{.error = 0.1};
  auto one = Shared(place_, settings, 1), two = Shared(place_, settings, 2);
  Replay({one.get()}, 200, 0, 1);
  one->Flush();
  // The other one has scored nothing itself, and knows at once.
  const Seen first = Replay({two.get()}, 100, 0, 2);
  EXPECT_GT(first.served, 20);
  const Seen both = Replay({one.get(), two.get()}, 1200, 0, 3);
  EXPECT_GT(both.served, 200);
  EXPECT_EQ(both.wrong, 0);
  one->Flush();
  two->Flush();
  one.reset();
  const auto third = Shared(place_, settings, 3);
  // Each answer is drawn by the rule, so many are asked for.
  EXPECT_GT(Replay({third.get()}, 100, 0, 4).served, 20) << "a restart keeps it";
  EXPECT_FALSE(third->stats().off);
  EXPECT_GT(third->stats().audited, 0u) << "the audits of the others count";
}

TEST_F(SharedTier, AnErasedTextsVectorGoesOnPostgreSQL) {
  const auto database = store::StoreAt(place_).value()().value();
  const auto tier = Shared(place_, {});
  auto answer = *AnswerOf(3);
  answer.receipt.text_sha256 = "hash";
  const std::vector<float> vector(kWidth, 0.5f);
  tier->Put("s", vector, std::make_shared<const scoring::Answer>(answer), 1000);
  tier->Flush();
  EXPECT_EQ(tier->Peek("s", vector, 1000).act, Act::kExplore);
  store::ScoreRecord record;
  record.id = store::NewId();
  record.person = "pupil 7";
  record.text_sha256 = "hash";
  record.receipt = "{}";
  ASSERT_TRUE(database->Append({&record, 1}));
  ASSERT_EQ(database->Remove({.person = "pupil 7"}, "erase", "office").value(), 1u);
  EXPECT_EQ(tier->Peek("s", vector, 1000).act, Act::kNothingNear);
}

TEST(SharedSemantic, ADatabaseThatIsAwayOrHangsCostsNothingButTheHits) {
  const std::vector<float> vector(kWidth, 0.5f);
  SharedSemantic away(
      []() -> Result<std::unique_ptr<store::Vectors>> { return Fail(Code::kUnavailable, "away"); },
      {.wait = 5s}, kQuiet);
  for (int i = 0; i < 1000; ++i) {
    EXPECT_EQ(away.Ask("s", vector, 1).act, Act::kNothingNear);
    away.Put("s", vector, AnswerOf(3), 1);
  }
  std::promise<void> let_go;
  const auto future = let_go.get_future().share();
  SharedSemantic hanging(
      [future]() -> Result<std::unique_ptr<store::Vectors>> {
        future.wait();
        return Fail(Code::kTimeout, "late");
      },
      {.wait = 1ms}, kQuiet);
  for (int i = 0; i < 3000; ++i) {
    EXPECT_EQ(hanging.Ask("s", vector, 1).act, Act::kNothingNear);
    hanging.Put("s", vector, AnswerOf(3), 1);
  }
  let_go.set_value();
}

TEST(SharedSemantic, NeedsPostgreSQL) {
  const auto open = store::VectorsAt("/tmp/scores.db", kWidth, store::VectorMetric::kCosine);
  ASSERT_FALSE(open);
  EXPECT_EQ(open.error().code, Code::kUnsupported);
}

}  // namespace
}  // namespace redquill::cache
