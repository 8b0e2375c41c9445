#include "scoring/explain.h"

#include <gtest/gtest.h>

#include "features/features.h"

namespace redquill::scoring {
namespace {

model::Manifest WithMedians(float median) {
  model::Manifest manifest;
  manifest.config["feature_medians"] = std::vector<float>(features::Table().size(), median);
  return manifest;
}

std::vector<float> Ones() { return std::vector<float>(features::Table().size(), 1.0f); }

TEST(Explain, TheMedianDecidesBetweenHighAndLow) {
  const auto low = Explainer::For(WithMedians(2))->Explain(Ones(), {{0, 0.5}}, 1);
  const auto high = Explainer::For(WithMedians(0))->Explain(Ones(), {{0, 0.5}}, 1);
  ASSERT_EQ(low.size(), 1u);
  ASSERT_EQ(high.size(), 1u);
  EXPECT_EQ(low[0].words, features::Table()[0].low);
  EXPECT_EQ(high[0].words, features::Table()[0].high);
}

TEST(Explain, EffectsAreInPointsStrongestFirst) {
  const int last = static_cast<int>(features::Table().size()) - 1;
  const auto said = Explainer::For(WithMedians(0))
                        ->Explain(Ones(), {{0, 0.1}, {last, -0.3}, {-1, 0.04}, {-2, 0.06}}, 2);
  ASSERT_EQ(said.size(), 3u);
  EXPECT_DOUBLE_EQ(said[0].effect, -0.6);
  EXPECT_DOUBLE_EQ(said[1].effect, 0.2);
  EXPECT_EQ(said[1].name, "ngrams");
  EXPECT_DOUBLE_EQ(said[2].effect, 0.2);
}

TEST(Explain, SayingsThatAreTheSameBecomeOne) {
  const auto table = features::Table();
  for (size_t j = 1; j < table.size(); ++j) {
    if (table[j].high != table[0].high) continue;
    const auto said =
        Explainer::For(WithMedians(0))->Explain(Ones(), {{0, 0.1}, {static_cast<int>(j), 0.2}}, 1);
    ASSERT_EQ(said.size(), 1u);
    EXPECT_EQ(said[0].name, table[0].name);
    EXPECT_DOUBLE_EQ(said[0].effect, 0.1 + 0.2);
    return;
  }
  FAIL() << "no two features of the table say the same";
}

TEST(Explain, NothingIsMadeOfNothing) {
  EXPECT_TRUE(Explainer::For(WithMedians(0))->Explain(Ones(), {{0, 0.001}}, 1).empty());
}

TEST(Explain, MediansThatDoNotFitAreRefused) {
  model::Manifest manifest;
  manifest.config["feature_medians"] = {1, 2, 3};
  EXPECT_EQ(Explainer::For(manifest).error().code, Code::kCorrupt);
}

}  // namespace
}  // namespace redquill::scoring
