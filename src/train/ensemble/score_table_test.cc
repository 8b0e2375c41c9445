#include "train/ensemble/score_table.h"

#include <gtest/gtest.h>

#include "train/feature/sample_essays.h"

namespace redquill::train {
namespace {

constexpr const char* kHeader = "essay_id,prompt,human,raw,calibrated,score\n";

TEST(ScoreTableTest, WhatIsWrittenIsReadBack) {
  const ScoreTable table{
      "model",
      {{"a", "Parks, and Zoos", 3, 2.8712345678901234, 3.1, 3}, {"b", "", 4.5, -0.25, 4.25, 4.5}}};
  const auto read = ReadScoreTable(WriteSample("model.csv", ToCsv(table)));
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_TRUE(read->name.ends_with(".model")) << read->name;
  ASSERT_EQ(read->essays.size(), 2u);
  EXPECT_EQ(read->essays[0].prompt, "Parks, and Zoos");
  EXPECT_EQ(read->essays[0].raw, 2.8712345678901234);
  EXPECT_EQ(ToCsv(*read), ToCsv(table));
}

TEST(ScoreTableTest, BadTablesAreRefusedWithTheLine) {
  struct Case {
    std::string rows, says;
  };
  const Case cases[] = {{"a,,3,x,3,3\n", "line 2: the cell under raw is no number"},
                        {"a,,3,3,3,nan\n", "line 2: the cell under score is no number"},
                        {"a,,3,3,3,3\na,,3,3,3,3\n", "line 3: the essay stands in line 2"},
                        {"a,,3,3\n", "line 2"},
                        {"", "holds no essay"}};
  for (const auto& one : cases) {
    const auto read = ReadScoreTable(WriteSample("bad.csv", kHeader + one.rows));
    ASSERT_FALSE(read) << one.rows;
    EXPECT_NE(read.error().message.find(one.says), std::string::npos) << read.error().message;
  }
  const auto other = ReadScoreTable(WriteSample("bad.csv", "essay_id,score\na,3\n"));
  ASSERT_FALSE(other);
  EXPECT_EQ(other.error().code, Code::kNotFound);
}

TEST(ScoreTableTest, AlignFollowsTheFirstTableAndRefusesOtherEssays) {
  const ScoredEssay a{"a", "P", 3, 3, 3, 3}, b{"b", "P", 4, 4, 4, 4}, c{"c", "P", 1, 1, 1, 1};
  std::vector<ScoreTable> tables = {{"one", {a, b}}, {"two", {b, a}}};
  ASSERT_TRUE(Align(tables));
  EXPECT_EQ(tables[1].essays[0].id, "a");

  std::vector<ScoreTable> missing = {{"one", {a, b}}, {"two", {a, c}}};
  EXPECT_NE(Align(missing).error().message.find("essay b is missing"), std::string::npos);
  std::vector<ScoreTable> more = {{"one", {a, b}}, {"two", {a, b, c}}};
  EXPECT_NE(Align(more).error().message.find("3 essays, not 2"), std::string::npos);
  ScoredEssay other = b;
  other.human = 5;
  std::vector<ScoreTable> scores = {{"one", {a, b}}, {"two", {a, other}}};
  EXPECT_NE(Align(scores).error().message.find("another human score"), std::string::npos);
}

}  // namespace
}  // namespace redquill::train
