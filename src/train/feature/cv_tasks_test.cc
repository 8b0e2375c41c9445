#include "train/feature/cv_tasks.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "train/feature/sample_essays.h"

namespace redquill::train {
namespace {

table::Folds FoldsOf(const std::string& table) {
  const auto folds = table::ReadFoldsFile(WriteSample("folds.tsv", table));
  EXPECT_TRUE(folds) << folds.error().message;
  return *folds;
}

std::string ThreeParts(int essays) {
  const char* const parts[] = {"train\ttest", "train\tdev", "dev\ttrain", "test\ttrain"};
  std::string table = "essay_id\tfold_0\tfold_1\n";
  for (int i = 0; i < essays; ++i) {
    table += "e" + std::to_string(i) + "\t" + parts[i % 4] + "\n";
  }
  return table;
}

std::string Numbered(int essays) {
  std::string table = "essay_id\tfold\n";
  for (int i = 0; i < essays; ++i) {
    table += "e" + std::to_string(i) + "\t" + std::to_string(i % 2) + "\n";
  }
  return table;
}

TEST(CvTasks, EveryEssayIsTestedOnceAndNeverLearnedFromThere) {
  const EssaySet set = SampleSet(40, 3);
  const auto folds = FoldsOf(Numbered(40));
  const auto tasks = MakeTasks(set, {.protocol = Protocol::kFolds, .folds = &folds});
  ASSERT_TRUE(tasks) << tasks.error().message;
  ASSERT_EQ(tasks->size(), 2u);
  std::vector<int> tested(40);
  for (const CvTask& task : *tasks) {
    EXPECT_EQ(task.parts, Parts::kByPrompt);
    EXPECT_EQ(task.scale.min, 1);
    EXPECT_EQ(task.scale.max, 5);
    for (const size_t row : task.test) {
      ++tested[row];
      EXPECT_EQ(std::count(task.learn.begin(), task.learn.end(), row), 0);
    }
    EXPECT_EQ(task.learn.size() + task.test.size(), 40u);
  }
  EXPECT_EQ(std::count(tested.begin(), tested.end(), 1), 40);
}

TEST(CvTasks, DevelopmentEssaysAreLearnedFromOrUnused) {
  const EssaySet set = SampleSet(40, 1);
  const auto folds = FoldsOf(ThreeParts(40));
  const auto with = MakeTasks(set, {.folds = &folds});
  const auto without = MakeTasks(set, {.folds = &folds, .train_on_dev = false});
  ASSERT_TRUE(with && without);
  EXPECT_EQ((*with)[0].learn.size(), 30u);
  EXPECT_EQ((*without)[0].learn.size(), 20u);
  EXPECT_EQ((*with)[0].test, (*without)[0].test);
  EXPECT_EQ((*with)[0].parts, Parts::kSingle);
}

TEST(CvTasks, PromptSpecificModelsSeeOnePrompt) {
  const EssaySet set = SampleSet(60, 3);
  const auto folds = FoldsOf(Numbered(60));
  const auto tasks = MakeTasks(set, {.protocol = Protocol::kPromptSpecific, .folds = &folds});
  ASSERT_TRUE(tasks);
  EXPECT_EQ(tasks->size(), 6u);
  for (const CvTask& task : *tasks) {
    for (const size_t row : task.learn) EXPECT_EQ(set.prompt[row], set.prompt[task.test[0]]);
  }
}

TEST(CvTasks, AnUnseenPromptIsUnseen) {
  const EssaySet set = SampleSet(60, 3);
  const auto tasks = MakeTasks(set, {.protocol = Protocol::kLeavePromptOut});
  ASSERT_TRUE(tasks);
  EXPECT_EQ(tasks->size(), 3u);
  for (const CvTask& task : *tasks) {
    EXPECT_EQ(task.parts, Parts::kGeneral);
    EXPECT_EQ(task.test.size(), 20u);
    for (const size_t row : task.learn) EXPECT_NE(set.prompt[row], set.prompt[task.test[0]]);
  }
}

TEST(CvTasks, WithinAFoldItsTestEssaysPlayNoPart) {
  const EssaySet set = SampleSet(60, 1);
  std::string table = "essay_id\tfold\n";
  for (int i = 0; i < 60; ++i) {
    table += "e" + std::to_string(i) + "\t" + std::to_string(i % 3) + "\n";
  }
  const auto folds = FoldsOf(table);
  const auto tasks = MakeTasks(set, {.folds = &folds, .within = 1});
  ASSERT_TRUE(tasks);
  ASSERT_EQ(tasks->size(), 2u);
  for (const CvTask& task : *tasks) {
    EXPECT_EQ(task.test.size(), 20u);
    EXPECT_EQ(task.learn.size(), 20u);
    for (const size_t row : task.test) EXPECT_NE(row % 3, 1u);
    for (const size_t row : task.learn) EXPECT_NE(row % 3, 1u);
  }
  const auto refused = MakeTasks(set, {.folds = &folds, .within = 3});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().field, "fold");
}

TEST(CvTasks, AShareIsLearnedFromAndASmallerOneLiesWithinIt) {
  const EssaySet set = SampleSet(40, 1);
  const auto folds = FoldsOf(Numbered(40));
  const auto half = MakeTasks(set, {.folds = &folds, .learn_share = 0.5, .seed = 3});
  const auto fifth = MakeTasks(set, {.folds = &folds, .learn_share = 0.2, .seed = 3});
  const auto whole = MakeTasks(set, {.folds = &folds, .seed = 3});
  ASSERT_TRUE(half && fifth && whole);
  for (size_t t = 0; t < 2; ++t) {
    const auto &few = (*fifth)[t].learn, &more = (*half)[t].learn, &all = (*whole)[t].learn;
    EXPECT_EQ(few.size(), 4u);
    EXPECT_EQ(more.size(), 10u);
    EXPECT_TRUE(std::includes(more.begin(), more.end(), few.begin(), few.end()));
    EXPECT_TRUE(std::includes(all.begin(), all.end(), more.begin(), more.end()));
    EXPECT_EQ((*half)[t].test, (*whole)[t].test);
  }
}

TEST(CvTasks, PromptsAreLeftOutInGroupsOfLikeSize) {
  EssaySet set = SampleSet(60, 1);
  set.prompts = {"Parks", "Streets", "Trains", "Zoos"};
  for (size_t row = 0; row < 60; ++row)
    set.prompt[row] = row < 30 ? 0 : 1 + static_cast<int>(row % 3);
  const auto tasks = MakeTasks(set, {.protocol = Protocol::kLeavePromptOut, .prompt_groups = 2});
  ASSERT_TRUE(tasks);
  ASSERT_EQ(tasks->size(), 2u);
  for (const CvTask& task : *tasks) {
    EXPECT_EQ(task.parts, Parts::kGeneral);
    EXPECT_EQ(task.test.size(), 30u) << "the largest prompt against the three others";
    for (const size_t row : task.learn)
      EXPECT_NE(set.prompt[row] == 0, set.prompt[task.test[0]] == 0);
  }
  for (const int groups : {-1, 1, 5}) {
    const auto refused =
        MakeTasks(set, {.protocol = Protocol::kLeavePromptOut, .prompt_groups = groups});
    ASSERT_FALSE(refused) << groups;
    EXPECT_EQ(refused.error().field, "prompt_groups");
  }
}

TEST(CvTasks, ATextThatIsTestedOnIsNotLearnedFrom) {
  EssaySet set = SampleSet(40, 1);
  set.text[0] = set.text[1];  // One in each fold.
  const auto folds = FoldsOf(Numbered(40));
  const auto tasks = MakeTasks(set, {.folds = &folds, .duplicates = true});
  ASSERT_TRUE(tasks);
  for (const CvTask& task : *tasks) {
    EXPECT_EQ(task.test.size(), 20u);
    EXPECT_EQ(task.learn.size(), 19u);
  }
}

TEST(CvTasks, TwinsInDifferentFoldsAreRefusedUnlessAllowed) {
  EssaySet set = SampleSet(40, 1);
  const auto folds = FoldsOf(Numbered(40));
  set.text[2] = set.text[0];
  EXPECT_TRUE(MakeTasks(set, {.folds = &folds})) << "both in one fold";
  set.text[5] = set.text[4];
  const auto refused = MakeTasks(set, {.folds = &folds});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Code::kConflict);
  EXPECT_NE(refused.error().message.find("1 essays have the text of one in another fold, the first "
                                         "are e4 and e5"),
            std::string::npos)
      << refused.error().message;
}

TEST(CvTasks, FoldsMustMatchTheEssays) {
  const EssaySet set = SampleSet(40, 1);
  const auto fewer = FoldsOf(Numbered(39)), more = FoldsOf(Numbered(41));
  const auto missing = MakeTasks(set, {.folds = &fewer});
  ASSERT_FALSE(missing);
  EXPECT_NE(missing.error().message.find("e39"), std::string::npos) << missing.error().message;
  EXPECT_FALSE(MakeTasks(set, {.folds = &more}));
  EXPECT_FALSE(MakeTasks(set, {.protocol = Protocol::kLeavePromptOut})) << "one prompt";
}

TEST(CvTasks, HalfPointsMakeAScaleOfHalfPoints) {
  EssaySet set = SampleSet(30, 1);
  std::vector<size_t> rows = {0, 1, 2};
  EXPECT_EQ(ScaleOf(set, rows).step, 1);
  set.score[1] = 2.5;
  EXPECT_EQ(ScaleOf(set, rows).step, 0.5);
}

}  // namespace
}  // namespace redquill::train
