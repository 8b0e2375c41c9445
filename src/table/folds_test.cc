#include "table/folds.h"

#include <gtest/gtest.h>

namespace redquill::table {
namespace {

Result<Folds> Read(std::string_view tsv) {
  auto reader = OpenTable(BytesInMemory(tsv), Format::kTsv, "folds.tsv");
  if (!reader) return Failure(reader.error());
  return ReadFolds(**reader);
}

TEST(Folds, ANumberIsTheFoldInWhichAnEssayIsTested) {
  auto folds = Read("essay_id\tfold\na\t0\nb\t1\nc\t2\nd\t1\n");
  ASSERT_TRUE(folds) << folds.error().message;
  EXPECT_EQ(folds->count(), 3);
  EXPECT_EQ(folds->size(), 4u);
  EXPECT_FALSE(folds->has_dev());
  EXPECT_EQ(*folds->PartOf("b", 1), Part::kTest);
  EXPECT_EQ(*folds->PartOf("b", 0), Part::kTrain);
  const std::vector<std::string> ids = {"d", "c", "b", "a"};
  EXPECT_EQ(folds->Select(ids, 1, Part::kTest), (std::vector<size_t>{0, 2}));
  EXPECT_EQ(folds->Select(ids, 1, Part::kTrain), (std::vector<size_t>{1, 3}));
  EXPECT_TRUE(folds->Select(ids, 1, Part::kDev).empty());
}

TEST(Folds, ReadsTrainDevAndTestByFold) {
  auto folds = Read(
      "essay_id\tessay_set\tfold_0\tfold_1\n1\t1\ttest\tdev\n2\t1\ttrain\ttest\n"
      "3\t1\tdev\ttrain\n");
  ASSERT_TRUE(folds) << folds.error().message;
  EXPECT_EQ(folds->count(), 2);
  EXPECT_TRUE(folds->has_dev());
  EXPECT_EQ(*folds->PartOf("1", 0), Part::kTest);
  EXPECT_EQ(*folds->PartOf("1", 1), Part::kDev);
  EXPECT_EQ(*folds->PartOf("3", 1), Part::kTrain);
}

TEST(Folds, RefusesWhatIsNoSplit) {
  const struct {
    const char *tsv, *message;
  } cases[] = {
      {"id\ttext\na\tb\n", "a split has the essays' ids in its first column"},
      {"fold\tid\n0\ta\n", "a split has the essays' ids in its first column"},
      {"id\tfold\na\tone\n", "line 2 has no fold between 0 and 99"},
      {"id\tfold\na\t-1\n", "line 2 has no fold"},
      {"id\tfold\na\t4000000000\n", "line 2 has no fold"},
      {"id\tfold\na\t0\na\t1\n", "line 3: essay a comes twice"},
      {"id\tfold\na\t0\nb\t2\n", "fold 1 of the split has no test essay"},
      {"id\tfold_0\na\ttrian\n", "line 2 has another word"},
      {"id\tfold_0\na\ttest\na\ttest\n", "line 3: essay a comes twice"},
      {"id\tfold_0\na\ttrain\n", "fold 0 of the split has no test essay"},
      {"id\tfold\n", "no essays"},
      {"id\tfold\na\n", "line 2 has 1 cell"},
  };
  for (const auto& [tsv, message] : cases) {
    auto folds = Read(tsv);
    ASSERT_FALSE(folds) << tsv;
    EXPECT_NE(folds.error().message.find(message), std::string::npos) << folds.error().message;
  }
}

TEST(Folds, SaysWhichIdsDontFit) {
  auto folds = Read("id\tfold\na\t0\nb\t0\nc\t0\n");
  ASSERT_TRUE(folds);
  EXPECT_TRUE(folds->CheckIds(std::vector<std::string>{"c", "a", "b"}));
  auto wrong = folds->CheckIds(std::vector<std::string>{"a", "x", "a", "y"});
  ASSERT_FALSE(wrong);
  EXPECT_NE(wrong.error().message.find("2 essays are in no fold (first: x); 1 ids come twice "
                                       "(first: a); 2 ids of the split have no essay (first: b)"),
            std::string::npos)
      << wrong.error().message;
}

TEST(Folds, AnUnknownEssayOrFoldIsAnError) {
  auto folds = Read("id\tfold\na\t0\n");
  ASSERT_TRUE(folds);
  EXPECT_EQ(folds->PartOf("z", 0).error().code, Code::kNotFound);
  EXPECT_EQ(folds->PartOf("a", 1).error().code, Code::kInvalidArgument);
}

}  // namespace
}  // namespace redquill::table
