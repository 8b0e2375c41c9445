#include "features/lexicon.h"

#include <gtest/gtest.h>

#include "features/data/embedded.h"

namespace redquill::features {
namespace {

TEST(Lexicon, ReadsWordsAndPhrases) {
  const Lexicon lexicon("# note\n[causal]\nso, so that,\nas a result\n[hedge]\nso, maybe\n");
  const Lexicon::Entry* so = lexicon.Find("so");
  ASSERT_NE(so, nullptr);
  EXPECT_EQ(so->classes, In(WordClass::kCausal, WordClass::kHedge));
  ASSERT_EQ(so->phrases.size(), 1u);
  EXPECT_EQ(so->phrases[0].rest, (std::vector<std::string>{"that"}));
  const Lexicon::Entry* as = lexicon.Find("as");
  ASSERT_NE(as, nullptr);
  EXPECT_EQ(as->classes, 0u);
  EXPECT_EQ(as->phrases[0].classes, In(WordClass::kCausal));
  EXPECT_EQ(lexicon.Find("that"), nullptr);
  EXPECT_EQ(lexicon.size(), 5u);  // so, so that, as, as a result, maybe
}

TEST(Lexicon, PutsLongerPhrasesFirst) {
  const Lexicon lexicon("[additive]\nin addition, in addition to\n");
  EXPECT_EQ(lexicon.Find("in")->phrases[0].rest.size(), 2u);
}

// A misspelled class name in the file would silently lose its words.
TEST(Lexicon, EveryClassOfTheFileIsKnownAndFilled) {
  std::vector<bool> named(kWordClasses);
  std::string_view text = EmbeddedLexicon();
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    if (line.empty() || line[0] != '[') continue;
    size_t c = 0;
    while (c < kWordClasses &&
           NameOf(static_cast<WordClass>(c)) != line.substr(1, line.size() - 2)) {
      ++c;
    }
    ASSERT_LT(c, kWordClasses) << line;
    named[c] = true;
  }
  for (size_t c = 0; c < kWordClasses; ++c) {
    EXPECT_TRUE(named[c]) << NameOf(static_cast<WordClass>(c));
  }
}

TEST(Lexicon, EntriesAreAsWordsAreFolded) {
  for (char c : EmbeddedLexicon()) {
    EXPECT_TRUE(static_cast<unsigned char>(c) < 0x80);
  }
  EXPECT_NE(EnglishLexicon().Find("don't"), nullptr);
  EXPECT_EQ(EnglishLexicon().Find("Don't"), nullptr);
}

}  // namespace
}  // namespace redquill::features
