#include "train/feature/cross_validation.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "train/feature/evaluation_summary.h"
#include "train/feature/sample_essays.h"

namespace redquill::train {
namespace {

Recipe SmallRecipe() {
  Recipe recipe = DefaultRecipe();
  recipe.trees.rounds = 30;
  recipe.trees.min_child_weight = 3;
  recipe.landmarks = 30;
  return recipe;
}

class CrossValidationTest : public testing::Test {
 protected:
  void SetUp() override {
    set_ = SampleSet(90, 3);
    std::string table = "essay_id\tfold\n";
    for (int i = 0; i < 90; ++i) {
      table += "e" + std::to_string(i) + "\t" + std::to_string(i / 15 % 3) + "\n";
    }
    const auto folds = table::ReadFoldsFile(WriteSample("folds.tsv", table));
    ASSERT_TRUE(folds) << folds.error().message;
    folds_ = *folds;
  }
  CvReport Run(CvOptions options) {
    if (options.protocol != Protocol::kLeavePromptOut) options.folds = &folds_;
    auto report = CrossValidate(set_, SmallRecipe(), options);
    EXPECT_TRUE(report) << report.error().message;
    return std::move(*report);
  }

  EssaySet set_;
  table::Folds folds_;
};

TEST_F(CrossValidationTest, MeasuresEveryRungOnEveryEssay) {
  int steps = 0;
  std::atomic<int> done = 0;
  CvOptions options{.folds = &folds_, .threads = 2, .step = [&] { ++done; }};
  steps = StepsOf(set_, SmallRecipe(), options);
  const CvReport report = Run(options);
  ASSERT_EQ(report.rungs.size(), 3u);
  for (const CvRung& rung : report.rungs) {
    EXPECT_EQ(rung.scores.size(), 90u);
    EXPECT_GT(rung.calibrated.all.qwk, 0.3) << rung.name;
    EXPECT_EQ(rung.calibrated.prompts.size(), 3u);
  }
  EXPECT_GT(report.rungs[2].calibrated.all.qwk, report.rungs[0].calibrated.all.qwk - 0.1);
  ASSERT_TRUE(report.recognition);
  EXPECT_EQ(report.recognition->essays, 90u);
  EXPECT_GT(report.recognition->right, 60u);
  EXPECT_GT(steps, 0);
  EXPECT_LE(done, steps);
}

TEST_F(CrossValidationTest, ScoresOfATestedFoldDoNotReachItsModel) {
  const CvReport before = Run({.ablation = false});
  std::vector<double> human = set_.score;
  for (size_t row = 0; row < set_.size(); ++row) {
    if (*folds_.PartOf(set_.id[row], 1) == table::Part::kTest)
      set_.score[row] = 6 - set_.score[row];
  }
  const CvReport after = Run({.ablation = false});
  for (size_t i = 0; i < 90; ++i) {
    const CvScore& a = before.rungs[0].scores[i];
    const CvScore& b = after.rungs[0].scores[i];
    ASSERT_EQ(a.row, b.row);
    if (*folds_.PartOf(set_.id[a.row], 1) == table::Part::kTest) {
      EXPECT_EQ(a.raw, b.raw);
      EXPECT_EQ(a.calibrated, b.calibrated);
    }
  }
}

TEST_F(CrossValidationTest, PromptSpecificGivesTheMeanOfFolds) {
  set_ = SampleSet(180, 2);
  std::string table = "essay_id\tfold\n";
  for (int i = 0; i < 180; ++i) {
    table += "e" + std::to_string(i) + "\t" + std::to_string(i / 10 % 2) + "\n";
  }
  folds_ = *table::ReadFoldsFile(WriteSample("other.tsv", table));
  const CvReport report = Run({.protocol = Protocol::kPromptSpecific, .ablation = false});
  const CvRung& rung = report.rungs.back();
  ASSERT_TRUE(rung.mean_of_folds);
  EXPECT_NEAR(*rung.mean_of_folds, rung.calibrated.mean_qwk, 0.1);
  EXPECT_LE(rung.mean_of_folds_interval.low, *rung.mean_of_folds);
  EXPECT_GE(rung.mean_of_folds_interval.high, *rung.mean_of_folds);
  EXPECT_FALSE(report.recognition);
}

TEST_F(CrossValidationTest, UnseenPromptsAreScoredAndTheSummaryIsReadBack) {
  const CvReport report = Run({.protocol = Protocol::kLeavePromptOut});
  EXPECT_GT(report.rungs.back().calibrated.mean_qwk, 0.3);
  ASSERT_TRUE(report.recognition);
  EXPECT_EQ(report.recognition->right, 0u) << "its prompt was not there to be told";
  const auto summary =
      Summarise(report, Protocol::kLeavePromptOut, "redquill-train cv features", set_.sources);
  EXPECT_EQ(summary.statistic, "mean over prompts");
  nlohmann::json json = ToJson(report);
  json["summary"] = ToJson(summary);
  const auto back = ReadSummary(json.dump(), "cv.json");
  ASSERT_TRUE(back) << back.error().message;
  EXPECT_EQ(ToJson(*back), ToJson(summary));
}

TEST(EvaluationSummary, RefusesWhatItIsNot) {
  for (const char* text :
       {"", "[]", "{}", R"({"summary": 3})", R"({"summary": {"command": "x"}})"}) {
    const auto summary = ReadSummary(text, "cv.json");
    ASSERT_FALSE(summary) << text;
    EXPECT_NE(summary.error().message.find("cv.json"), std::string::npos)
        << summary.error().message;
  }
}

}  // namespace
}  // namespace redquill::train
