#include "train/feature/essay_set.h"

#include <gtest/gtest.h>

#include <cmath>

#include "base/file.h"
#include "base/sha256.h"
#include "train/feature/sample_essays.h"

namespace redquill::train {
namespace {

const EssayProgress kQuiet = [](size_t, size_t) {};

Result<EssaySet> Read(const std::string& table, bool skip = false) {
  return ReadEssaySet({WriteSample("data.csv", table), {}, skip}, {}, 2, kQuiet);
}

TEST(EssaySet, HoldsWhatWasRead) {
  const std::string table = SampleTable(0, 12, 3);
  const std::string path = WriteSample("data.csv", table);
  size_t told = 0;
  const auto set = ReadEssaySet({path, {}, false}, {}, 3, [&](size_t, size_t all) {
    ++told;
    EXPECT_EQ(all, 12u);
  });
  ASSERT_TRUE(set) << set.error().message;
  EXPECT_EQ(set->size(), 12u);
  EXPECT_EQ(told, 12u);
  EXPECT_EQ(set->prompts, (std::vector<std::string>{"Parks", "Trains", "Zoos"}));
  EXPECT_EQ(set->id[7], "e7");
  EXPECT_EQ(set->score[7], 3);
  EXPECT_EQ(set->prompt[7], 1);
  EXPECT_EQ(set->features.size(), 12 * set->feature_count);
  for (const Csr& block : set->blocks) EXPECT_EQ(block.rows(), 12u);
  EXPECT_EQ(set->sources.at(0).sha256, Sha256Hex(table));
  EXPECT_EQ(set->sources.at(0).essays, 12u);
}

TEST(EssaySet, TheThreadsDoNotMatter) {
  const std::string path = WriteSample("data.csv", SampleTable(0, 30, 2));
  const auto one = ReadEssaySet({path, {}, false}, {}, 1, kQuiet);
  const auto many = ReadEssaySet({path, {}, false}, {}, 4, kQuiet);
  ASSERT_TRUE(one && many);
  EXPECT_EQ(one->features, many->features);
  EXPECT_EQ(one->id, many->id);
}

TEST(EssaySet, HoldsTraitsBesideTheScoreOrInItsPlace) {
  const std::string rows = "\ne1,3,2.5,4,A park is calm.\ne2,4,,5,A town is loud.\n";
  EssaySource source{
      WriteSample("data.csv", "id,score,Grammar,Word choice,text" + rows), {}, false};
  source.columns.traits = {"Grammar", "Word choice"};
  const auto read = [&] { return ReadEssaySet(source, {}, 1, kQuiet, Content::kTexts); };
  const auto beside = read();
  ASSERT_TRUE(beside) << beside.error().message;
  EXPECT_EQ(beside->output, "holistic");
  EXPECT_EQ(beside->score, (std::vector<double>{3, 4}));
  ASSERT_EQ(beside->traits.size(), 2u);
  EXPECT_EQ(beside->traits[0].name, "grammar");
  EXPECT_EQ(beside->traits[0].score[0], 2.5);
  EXPECT_TRUE(std::isnan(beside->traits[0].score[1]));
  EXPECT_EQ(beside->traits[1].name, "word-choice");

  // Without a column for it, the first trait is the score, and has to be there.
  WriteSample("data.csv", "id,other,Grammar,Word choice,text" + rows);
  EXPECT_EQ(read().error().field, "score");
  source.skip_unscored = true;
  const auto alone = read();
  ASSERT_TRUE(alone) << alone.error().message;
  EXPECT_EQ(alone->output, "grammar");
  EXPECT_EQ(alone->score, std::vector<double>{2.5});
  ASSERT_EQ(alone->traits.size(), 1u);
  EXPECT_EQ(alone->traits[0].score, std::vector<double>{4});

  source.columns.traits = {"Grammar", "Grammar"};
  EXPECT_EQ(read().error().field, "traits");
  source.columns.traits = {"Absent"};
  EXPECT_EQ(read().error().code, Code::kNotFound);
}

TEST(EssaySet, AnExtraEssayWithAKnownTextIsLeftOut) {
  const std::string data = WriteSample("data.csv", SampleTable(0, 10, 2));
  std::string table = SampleTable(5, 15, 2);
  const std::string extra = WriteSample("extra.csv", table);
  const auto set =
      ReadEssaySet({data, {}, false}, std::vector<EssaySource>{{extra, {}, false}}, 1, kQuiet);
  ASSERT_TRUE(set) << set.error().message;
  EXPECT_EQ(set->size(), 15u);
  EXPECT_EQ(set->sources.at(1).repeated, 5u);
  EXPECT_EQ(set->sources.at(1).essays, 5u);
  EXPECT_FALSE(set->extra[9]);
  EXPECT_TRUE(set->extra[10]);
}

TEST(EssaySet, LineEndsAndFormsMakeNoNewText) {
  std::string crlf = SampleEssay(1);
  for (size_t at = 0; (at = crlf.find('\n', at)) != std::string::npos; at += 2) {
    crlf.insert(at, "\r");
  }
  const auto set = Read("essay_id,score,full_text\na,2,\"" + SampleEssay(1) + "\"\nb,3,\"" + crlf +
                        "\"\nc,2,\"" + SampleEssay(2) + "\"\n");
  ASSERT_TRUE(set) << set.error().message;
  EXPECT_EQ(set->text[0], set->text[1]);
  EXPECT_NE(set->text[0], set->text[2]);
  EXPECT_EQ(set->sources.at(0).alike, 1u);
  EXPECT_TRUE(set->prompts.empty());
}

TEST(EssaySet, MissingScoresAreRefusedOrLeftOut) {
  std::string table = SampleTable(0, 6, 2);
  table.replace(table.find("e2,3,"), 5, "e2,,");
  const auto refused = Read(table);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Code::kInvalidArgument);
  EXPECT_NE(refused.error().message.find("e2"), std::string::npos) << refused.error().message;
  EXPECT_NE(refused.error().message.find("--skip-unscored"), std::string::npos);
  const auto left_out = Read(table, true);
  ASSERT_TRUE(left_out);
  EXPECT_EQ(left_out->size(), 5u);
  EXPECT_EQ(left_out->sources.at(0).unscored, 1u);
}

TEST(EssaySet, RefusesWhatIsNoEssay) {
  const auto empty = Read("essay_id,score,full_text\nx1,3,\"  \"\n");
  ASSERT_FALSE(empty);
  EXPECT_NE(empty.error().message.find("essay x1 (line 2)"), std::string::npos)
      << empty.error().message;
  EXPECT_FALSE(Read("essay_id,score,full_text\nx1,,\"Some words here.\"\n", true))
      << "no essay is left";
  const auto prompt = Read(
      "essay_id,score,prompt,full_text\nx1,3,Parks,\"Some words here.\"\n"
      "x2,3,,\"More words here.\"\n");
  ASSERT_FALSE(prompt);
  EXPECT_NE(prompt.error().message.find("names no prompt"), std::string::npos);
}

}  // namespace
}  // namespace redquill::train
