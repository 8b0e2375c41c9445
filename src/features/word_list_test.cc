#include "features/word_list.h"

#include <gtest/gtest.h>

#include "features/data/embedded.h"

namespace redquill::features {
namespace {

TEST(WordList, ReadsTheFrontCodedForm) {
  const WordList list("0can1\n3't1C\n3dle3\n0mars3N\n4hal8\n0nasaN\n");
  EXPECT_EQ(list.size(), 6u);
  EXPECT_EQ(list.Find("can").band, WordList::k10);
  EXPECT_TRUE(list.Find("can't").contraction);
  EXPECT_EQ(list.Find("candle").band, WordList::k35);
  EXPECT_TRUE(list.Find("mars").name);
  EXPECT_EQ(list.Find("mars").band, WordList::k35);
  EXPECT_EQ(list.Find("marshal").band, WordList::k70);
  EXPECT_TRUE(list.Find("nasa").Known());
  EXPECT_EQ(list.Find("nasa").band, WordList::kNone);
  EXPECT_FALSE(list.Find("cand").Known());
  EXPECT_FALSE(list.Find("").Known());
}

TEST(WordList, HoldsTheEnglishOfSchoolDays) {
  const WordList& words = EnglishWords();
  EXPECT_GT(words.size(), 100'000u);
  for (const char* common : {"the", "a", "i", "school", "because"}) {
    EXPECT_EQ(words.Find(common).band, WordList::k10) << common;
  }
  for (const char* known : {"colour", "color", "realise", "don't", "o'clock", "mars", "smartphone",
                            "caf\u00e9", "cafe", "electoral", "tv"}) {
    EXPECT_TRUE(words.Find(known).Known()) << known;
  }
  for (const char* wrong :
       {"beleive", "dont", "thier", "alot", "becuase", "libary", "b", "xyzzyx"}) {
    EXPECT_FALSE(words.Find(wrong).Known()) << wrong;
  }
  EXPECT_GT(words.Find("zymurgy").band, words.Find("kitchen").band);
}

TEST(WordList, HoldsEveryWordOfItsFile) {
  size_t lines = 0;
  for (char c : EmbeddedWords()) lines += c == '\n';
  EXPECT_EQ(EnglishWords().size(), lines);
}

TEST(WordList, FindsWordsOneEditAway) {
  const WordList& words = EnglishWords();
  for (const char* typo : {"libary",   // letter left out
                           "schoool",  // letter added
                           "beleave",  // letter changed
                           "becuase",  // letters swapped
                           "dont",     // apostrophe left out
                           "eople", "peopl"}) {
    EXPECT_TRUE(words.OneEditFromCommon(typo)) << typo;
  }
  for (const char* far : {"definatley", "xqzw", "ab", "internationalisationalisms"}) {
    EXPECT_FALSE(words.OneEditFromCommon(far)) << far;
  }
}

}  // namespace
}  // namespace redquill::features
