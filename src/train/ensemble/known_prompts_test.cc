#include "train/ensemble/known_prompts.h"

#include <gtest/gtest.h>

namespace redquill::train {
namespace {

TEST(KnownPrompts, StrictnessThatDiffersByPromptIsTakenAway) {
  // Right but for a line of each prompt's own.
  ScoreTable table{"system", {}};
  for (int i = 0; i < 40; ++i) {
    const bool strict = i % 2 == 0;
    const double human = 1 + i / 2 % 5;
    const double value = strict ? human * 0.5 + 2 : human + 0.7;
    table.essays.push_back(
        {"e" + std::to_string(i), strict ? "Parks" : "Zoos", human, 9, value, 3});
  }
  const ScoreTable known = WithKnownPrompts(table);
  EXPECT_EQ(known.name, "system, prompts known");
  ASSERT_EQ(known.essays.size(), 40u);
  for (const ScoredEssay& essay : known.essays) {
    EXPECT_NEAR(essay.calibrated, essay.human, 1e-9);
    EXPECT_EQ(essay.score, essay.human);
    EXPECT_EQ(essay.raw, 9);
  }
}

TEST(KnownPrompts, ValuesThatAreAllTheSameGetTheMean) {
  ScoreTable table{"constant", {}};
  for (const double human : {1.0, 2.0, 4.5}) table.essays.push_back({"e", "", human, 3, 3, 3});
  const ScoreTable known = WithKnownPrompts(table);
  EXPECT_DOUBLE_EQ(known.essays[0].calibrated, 2.5);
  EXPECT_DOUBLE_EQ(known.essays[0].score, 2.5) << "half points occur";
}

}  // namespace
}  // namespace redquill::train
