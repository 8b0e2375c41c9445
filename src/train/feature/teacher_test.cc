#include "train/feature/teacher.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cmath>

#include "base/file.h"
#include "tests/support/paths.h"

namespace redquill::train {
namespace {

EssaySet ThreeEssays() {
  EssaySet set;
  set.id = {"a", "b", "c"};
  set.score = {1, 2, 6};
  set.prompt = {0, 0, 0};
  for (const char* text :
       {"A town without trees is a town without memory, and shade is worth much in August.",
        "However, a park also teaches patience, because trees grow slowly and need care.",
        "Our neighbours planted an oak that none of them will ever see grown to its height."}) {
    set.texts.push_back(text);
  }
  return set;
}

std::string Write(const std::string& text) {
  const std::string path = testing::TempDir() + "rq_teacher_" + std::to_string(::getpid()) + ".csv";
  EXPECT_TRUE(WriteFileAtomically(path, text));
  return path;
}

TEST(TeacherTest, TakesScoresById) {
  const auto teacher = TeacherFromTable(
      Write("essay_id,calibrated,score\nc,5.25,5\nz,1,1\na,1.5,2\n"), ThreeEssays());
  ASSERT_TRUE(teacher) << teacher.error().message;
  EXPECT_EQ(teacher->at(0), 1.5);
  EXPECT_TRUE(std::isnan(teacher->at(1)));
  EXPECT_EQ(teacher->at(2), 5.25);
  const auto rounded = TeacherFromTable(Write("id,score\nb,3\n"), ThreeEssays());
  ASSERT_TRUE(rounded) << rounded.error().message;
  EXPECT_EQ(rounded->at(1), 3);
}

TEST(TeacherTest, RefusesTablesThatTeachNothing) {
  EXPECT_EQ(TeacherFromTable(Write("id,score\nz,3\n"), ThreeEssays()).error().code,
            Code::kInvalidArgument);
  EXPECT_EQ(TeacherFromTable(Write("id,grade\na,3\n"), ThreeEssays()).error().code,
            Code::kNotFound);
  const auto word = TeacherFromTable(Write("id,score\na,good\n"), ThreeEssays());
  ASSERT_FALSE(word);
  EXPECT_NE(word.error().message.find("line 2"), std::string::npos);
}

TEST(TeacherTest, AsksAPackage) {
  const std::string package = tests::SourcePath("models/features.rqm");
  const auto teacher = TeacherFromPackage(package, ThreeEssays(), 1, [](size_t, size_t) {});
  ASSERT_TRUE(teacher) << teacher.error().message;
  for (const double score : *teacher) {
    EXPECT_GT(score, 0);
    EXPECT_LT(score, 7);
  }
  EXPECT_NE(teacher->at(0), teacher->at(1));
  EssaySet other = ThreeEssays();
  other.score[1] = 40;
  EXPECT_EQ(TeacherFromPackage(package, other, 1, [](size_t, size_t) {}).error().field, "teacher");
}

}  // namespace
}  // namespace redquill::train
