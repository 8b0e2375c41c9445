#include "metrics/evaluation.h"

#include <gtest/gtest.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "metrics/agreement.h"

namespace redquill::metrics {
namespace {

std::vector<ScorePair> Pairs() {
  return {{1, 1, 1.2, "bus"}, {2, 3, 2.6, "bus"}, {3, 3, 3.1, "bus"}, {4, 3, 3.3, "bus"},
          {2, 2, 1.9, "art"}, {4, 5, 4.6, "art"}, {5, 5, 5.2, "art"}};
}

TEST(Evaluate, AgreesWithTheStatisticsThemselves) {
  const auto pairs = Pairs();
  const Evaluation evaluation = Evaluate(pairs, 1, {});
  EXPECT_EQ(evaluation.all.n, 7u);
  const std::vector<double> human = {1, 2, 3, 4, 2, 4, 5}, system = {1, 3, 3, 3, 2, 5, 5};
  EXPECT_EQ(evaluation.all.qwk, QuadraticWeightedKappa(human, system));
  EXPECT_NEAR(evaluation.all.exact, 4.0 / 7, 1e-12);
  EXPECT_EQ(evaluation.all.adjacent, 1);
  EXPECT_LT(evaluation.all.rmse_raw, evaluation.all.rmse);
  EXPECT_LE(evaluation.qwk_interval.low, evaluation.all.qwk);
  EXPECT_GE(evaluation.qwk_interval.high, evaluation.all.qwk);
}

TEST(Evaluate, ByPromptAndAveraged) {
  const auto pairs = Pairs();
  const Evaluation evaluation = Evaluate(pairs, 1, {});
  ASSERT_EQ(evaluation.prompts.size(), 2u);
  EXPECT_EQ(evaluation.prompts[0].prompt, "art");
  EXPECT_EQ(evaluation.prompts[0].agreement.n, 3u);
  const double art =
      QuadraticWeightedKappa(std::vector<double>{2, 4, 5}, std::vector<double>{2, 5, 5});
  const double bus =
      QuadraticWeightedKappa(std::vector<double>{1, 2, 3, 4}, std::vector<double>{1, 3, 3, 3});
  EXPECT_EQ(evaluation.prompts[0].agreement.qwk, art);
  EXPECT_NEAR(evaluation.mean_qwk, (art + bus) / 2, 1e-12);
  EXPECT_GT(evaluation.fisher_mean_qwk, evaluation.mean_qwk);
  EXPECT_LE(evaluation.mean_qwk_interval.low, evaluation.mean_qwk);
  EXPECT_GE(evaluation.mean_qwk_interval.high, evaluation.mean_qwk);
}

TEST(Evaluate, OnePromptIsNotAveraged) {
  auto pairs = Pairs();
  for (ScorePair& pair : pairs) pair.prompt = "bus";
  EXPECT_TRUE(Evaluate(pairs, 1, {}).prompts.empty());
}

TEST(Evaluate, TheConfusionMatrixCountsPairs) {
  const auto confusion = Evaluate(Pairs(), 1, {}).confusion;
  EXPECT_EQ(confusion.scores, (std::vector<double>{1, 2, 3, 4, 5}));
  EXPECT_EQ(confusion.count[1][2], 1u);  // Human 2, system 3.
  EXPECT_EQ(confusion.count[2][2], 1u);
  EXPECT_EQ(confusion.count[3][3], 0u);
  size_t all = 0;
  for (const auto& row : confusion.count) {
    for (size_t count : row) all += count;
  }
  EXPECT_EQ(all, 7u);
}

TEST(Evaluate, UnroundedScoresHaveNoConfusionMatrix) {
  std::vector<ScorePair> pairs;
  for (int i = 0; i < 300; ++i) pairs.push_back({double(i % 6), i / 50.0, i / 50.0, ""});
  EXPECT_TRUE(Evaluate(pairs, 1, {.resamples = 10}).confusion.scores.empty());
}

TEST(EvaluationJson, WhatIsUndefinedIsNull) {
  const std::vector<ScorePair> pairs = {{3, 3, 3, ""}, {3, 3, 3, ""}};
  const auto json = nlohmann::json::parse(ToJson(Evaluate(pairs, 1, {})).dump());
  EXPECT_TRUE(json["qwk"].is_null());
  EXPECT_TRUE(json["qwk_interval"][0].is_null());
  EXPECT_EQ(json["exact"], 1);
  EXPECT_EQ(json["n"], 2);
  EXPECT_FALSE(json.contains("prompts"));
}

TEST(EvaluationJson, HasPromptsAndTheirMean) {
  const auto json = ToJson(Evaluate(Pairs(), 1, {.resamples = 50, .seed = 9}));
  EXPECT_EQ(json["prompts"].size(), 2u);
  EXPECT_EQ(json["prompts"][1]["prompt"], "bus");
  EXPECT_TRUE(json["mean_over_prompts"]["qwk"].is_number());
  EXPECT_EQ(json["bootstrap"]["seed"], 9);
  EXPECT_EQ(json["bootstrap"]["resamples"], 50);
}

}  // namespace
}  // namespace redquill::metrics
