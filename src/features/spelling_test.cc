#include "features/spelling.h"

#include <gtest/gtest.h>

namespace redquill::features {
namespace {

std::string Folded(std::string_view word) {
  std::string folded;
  FoldWord(word, &folded);
  return folded;
}

TEST(FoldWord, MakesWordsComparable) {
  EXPECT_EQ(Folded("DON\u2019T"), "don't");
  EXPECT_EQ(Folded("can\u0092t"), "can't");
  EXPECT_EQ(Folded("won`t"), "won't");
  EXPECT_EQ(Folded("\u00c9cole"), "\u00e9cole");
  EXPECT_EQ(Folded("co\u00adoper\u200bate"), "cooperate");
  EXPECT_EQ(Folded("@CAPS1"), "@caps1");
}

std::string StemOf(std::string_view word) {
  std::string buffer;
  return std::string(Stem(word, &buffer));
}

TEST(Stem, JoinsPluralsAndPossessives) {
  EXPECT_EQ(StemOf("dogs"), "dog");
  EXPECT_EQ(StemOf("dog's"), "dog");
  EXPECT_EQ(StemOf("cities"), "city");
  EXPECT_EQ(StemOf("boxes"), "box");
  EXPECT_EQ(StemOf("classes"), "class");
  EXPECT_EQ(StemOf("churches"), "church");
  EXPECT_EQ(StemOf("houses"), "house");
}

TEST(Stem, LeavesOtherWordsAlone) {
  for (const char* word : {"class", "bus", "this", "is", "gas", "basis", "run"}) {
    EXPECT_EQ(StemOf(word), word);
  }
}

TEST(Syllables, OfCommonWords) {
  const struct {
    const char* word;
    int syllables;
  } cases[] = {{"a", 1},      {"the", 1},        {"make", 1},      {"makes", 1},     {"making", 2},
               {"table", 2},  {"tables", 2},     {"walked", 1},    {"wanted", 2},    {"wishes", 2},
               {"people", 2}, {"school", 1},     {"beautiful", 3}, {"education", 4}, {"queue", 1},
               {"rhythm", 1}, {"technology", 4}, {"be", 1},        {"student's", 2}, {"hmm", 1}};
  for (const auto& c : cases) EXPECT_EQ(Syllables(c.word), c.syllables) << c.word;
}

TEST(LookUp, KnowsPossessivesAndAbbreviations) {
  const WordList& words = EnglishWords();
  EXPECT_TRUE(LookUp(words, "teacher's").Known());
  EXPECT_TRUE(LookUp(words, "p.m").Known());
  EXPECT_TRUE(LookUp(words, "u.s.a").Known());
  EXPECT_FALSE(LookUp(words, "teechur's").Known());
}

}  // namespace
}  // namespace redquill::features
