#include "features/reading.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace redquill::features {
namespace {

struct Read {
  explicit Read(std::string_view text) : essay(*text::ReadEssay(text)), reading(essay) {}
  text::Essay essay;
  Reading reading;
};

std::set<std::string> Misspelled(std::string_view text) {
  const Read read(text);
  std::set<std::string> words;
  for (uint32_t t = 0; t < read.reading.types.size(); ++t) {
    if (read.reading.types[t].misspelled) words.emplace(read.reading.keys[t]);
  }
  return words;
}

using Set = std::set<std::string>;

TEST(Reading, FoldsWordsIntoTypes) {
  const Read read("The dog saw the DOG's bowl. The dogs ate.");
  const Reading& r = read.reading;
  EXPECT_EQ(r.words(), 9u);
  EXPECT_EQ(r.types.size(), 7u);  // the dog saw dog's bowl dogs ate
  EXPECT_EQ(r.types[0].count, 3u);
  EXPECT_EQ(r.stems, 5u);
  EXPECT_TRUE(r.tokens[4].all_caps == false && r.tokens[4].capital);
  EXPECT_TRUE(r.TypeOf(1).content);
  EXPECT_FALSE(r.TypeOf(0).content);
}

TEST(Reading, MisspelledWordsAreThoseInNoList) {
  EXPECT_EQ(Misspelled("The libary dont have alot of books and magizines."),
            (Set{"libary", "dont", "magizines"}));
  EXPECT_EQ(Misspelled("The teacher's colour was well-known; it didn't matter at 10 p.m."), Set{});
}

TEST(Reading, NamesPlaceholdersAndAcronymsAreNotMisspelled) {
  EXPECT_EQ(Misspelled("We saw Zyxwick and @CAPS1 at the QXZT of Gorblax's. Zyxwick left."), Set{});
  // Always with a capital and like no word: a name, even if it only begins sentences.
  EXPECT_EQ(Misspelled("Kurmaskie rode on. Kurmaskie drank."), Set{});
  EXPECT_EQ(Misspelled("Beleive me. He left."), Set{"beleive"});
  EXPECT_EQ(Misspelled("Kurmaskie rode on and kurmaskie drank."), Set{"kurmaskie"});
}

TEST(Reading, CapitalsSayNothingWhereAllIsShouted) {
  EXPECT_EQ(Misspelled("THE LIBARY IS GOOD AND WE LIKE IT"), Set{"libary"});
}

TEST(Reading, LongestConnectiveCountsAlone) {
  const Read read("In addition to that, we left. As a result, so be it.");
  const Reading& r = read.reading;
  EXPECT_EQ(r.Count(WordClass::kAdditive), 1u);
  EXPECT_EQ(r.Count(WordClass::kCausal), 2u);       // as a result, so
  EXPECT_EQ(r.Count(WordClass::kPreposition), 3u);  // in, to, as
}

TEST(Reading, PhrasesDoNotCrossSentences) {
  EXPECT_EQ(Read("I looked in. Addition is hard.").reading.Count(WordClass::kAdditive), 0u);
}

TEST(Reading, SyllablesAndLettersOfWords) {
  const Read read("Don't 3 caf\u00e9 @NUM1 e-mail");
  const Reading& r = read.reading;
  EXPECT_EQ(r.TypeOf(0).letters, 4);
  EXPECT_TRUE(r.TypeOf(0).alphabetic);
  EXPECT_EQ(r.TypeOf(1).letters, 0);
  EXPECT_EQ(r.TypeOf(2).letters, 4);
  EXPECT_TRUE(r.TypeOf(3).placeholder);
  EXPECT_FALSE(r.TypeOf(3).alphabetic);
}

}  // namespace
}  // namespace redquill::features
