#include "features/marks.h"

#include <gtest/gtest.h>

namespace redquill::features {
namespace {

TEST(Marks, OfEachKind) {
  const Marks m =
      Marks::Of("One, two; three: four. Five? Six! (Seven) [eight] well-known - so \u2014 it's.");
  EXPECT_EQ(m.commas, 1u);
  EXPECT_EQ(m.semicolons, 1u);
  EXPECT_EQ(m.colons, 1u);
  EXPECT_EQ(m.full_stops, 2u);
  EXPECT_EQ(m.questions, 1u);
  EXPECT_EQ(m.exclamations, 1u);
  EXPECT_EQ(m.open_brackets, 2u);
  EXPECT_EQ(m.close_brackets, 2u);
  EXPECT_EQ(m.hyphens, 1u);
  EXPECT_EQ(m.dashes, 2u);
  EXPECT_EQ(m.apostrophes, 1u);
  EXPECT_EQ(m.all, 15u);
}

TEST(Marks, Quotations) {
  const Marks m =
      Marks::Of("He said \"stop it\" and \u201cgo on\u201d but \u0093no\u0094. \"Open\nnew line");
  EXPECT_EQ(m.quotes, 7u);
  EXPECT_EQ(m.quotations, 2u);  // "no" is too short.
  EXPECT_EQ(m.quoted_bytes, 7u + 5u);
  EXPECT_EQ(m.open_quotes, 1u);
}

TEST(Marks, Spacing) {
  EXPECT_EQ(Marks::Of("end.Then left,and right e.g. 3.14 at 10:30 a.m.").missing_spaces, 2u);
  EXPECT_EQ(Marks::Of("well , yes ! and ...").spaces_before, 2u);
  EXPECT_EQ(Marks::Of("two  spaces. Two  after.  A stop   and end   \n").repeated_spaces, 3u);
}

TEST(Marks, RepeatedMarks) {
  EXPECT_EQ(Marks::Of("What?! No!!! Well... yes.").repeated_marks, 3u);
  EXPECT_EQ(Marks::Of("One. Two. Three!").repeated_marks, 0u);
}

TEST(Marks, OfNothing) {
  EXPECT_EQ(Marks::Of("").all, 0u);
  EXPECT_EQ(Marks::Of("plain words").all, 0u);
}

}  // namespace
}  // namespace redquill::features
