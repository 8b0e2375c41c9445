#include "train/ensemble/cv_ensemble.h"

#include <gtest/gtest.h>

#include "base/random.h"
#include "table/folds.h"
#include "train/feature/sample_essays.h"

namespace redquill::train {
namespace {

ScoreTable Noisy(uint64_t seed, size_t essays) {
  Random random(seed);
  ScoreTable table{"noisy " + std::to_string(seed), {}};
  for (size_t i = 0; i < essays; ++i) {
    const double human = static_cast<double>(1 + i % 5);
    const double raw = human + 3 * (random.Unit() - 0.5);
    table.essays.push_back(
        {"e" + std::to_string(i), i % 2 ? "Parks" : "Zoos", human, raw, raw, human});
  }
  return table;
}

table::Folds FoldsOf(size_t essays) {
  std::string tsv = "essay_id\tfold\n";
  for (size_t i = 0; i < essays; ++i) {
    tsv += "e" + std::to_string(i) + "\t" + std::to_string(i / 2 % 4) + "\n";
  }
  return *table::ReadFoldsFile(WriteSample("folds.tsv", tsv));
}

TEST(CvEnsembleTest, ATestPartsOwnScoresPlayNoPartInItsWeights) {
  const auto folds = FoldsOf(200);
  std::vector<ScoreTable> members = {Noisy(1, 200), Noisy(2, 200)};
  const CvOptions options{.folds = &folds};
  std::vector<Blend> before, after;
  ASSERT_TRUE(CrossValidateEnsemble(SetOf(members[0]), members, options, &before));
  // Another opinion of the essays in fold 0 alone.
  for (size_t i = 0; i < 200; ++i) {
    if (i / 2 % 4 == 0) members[1].essays[i].raw = 9 - members[1].essays[i].raw;
  }
  ASSERT_TRUE(CrossValidateEnsemble(SetOf(members[0]), members, options, &after));
  ASSERT_EQ(before.size(), 4u);
  EXPECT_EQ(before[0].part, after[0].part);
  EXPECT_FALSE(before[1].part == after[1].part);
}

TEST(CvEnsembleTest, TheReportHasEachMemberAndAnEnsembleThatIsBetter) {
  const auto folds = FoldsOf(400);
  std::vector<ScoreTable> members = {Noisy(1, 400), Noisy(2, 400), Noisy(3, 400)};
  for (auto& member : members) {
    for (auto& essay : member.essays) essay.score = essay.raw;
  }
  for (const Protocol protocol :
       {Protocol::kFolds, Protocol::kPromptSpecific, Protocol::kLeavePromptOut}) {
    std::vector<Blend> blends;
    const CvOptions options{.protocol = protocol, .folds = &folds};
    const auto report = CrossValidateEnsemble(SetOf(members[0]), members, options, &blends);
    ASSERT_TRUE(report) << report.error().message;
    ASSERT_EQ(report->rungs.size(), 4u);
    EXPECT_EQ(report->rungs.back().scores.size(), 400u);
    for (size_t m = 0; m < 3; ++m) {
      EXPECT_GT(report->rungs.back().calibrated.all.pearson_raw,
                report->rungs[m].calibrated.all.pearson_raw);
    }
  }
}

TEST(CvEnsembleTest, RefusesFoldsOfOtherEssays) {
  const auto folds = FoldsOf(100);
  const std::vector<ScoreTable> members = {Noisy(1, 120)};
  std::vector<Blend> blends;
  EXPECT_FALSE(CrossValidateEnsemble(SetOf(members[0]), members, {.folds = &folds}, &blends));
}

}  // namespace
}  // namespace redquill::train
