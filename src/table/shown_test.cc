#include "table/shown.h"

#include <gtest/gtest.h>

namespace redquill::table {
namespace {

TEST(Shown, LeavesNamesOfAnyLanguageAsTheyAre) {
  EXPECT_EQ(Shown("essay_id"), "essay_id");
  EXPECT_EQ(Shown("pr\xC3\xA9nom"), "pr\xC3\xA9nom");
}

TEST(Shown, LetsNoControlCharacterThrough) {
  for (const std::string name : {"a\x1B[2Jb", "a\nb", "a\x7F",
                                 "a\xC2\x9B"
                                 "2J",
                                 "a\xFF"}) {
    const std::string shown = Shown(name);
    EXPECT_EQ(shown.front(), '\'') << shown;
    for (char c : shown) EXPECT_TRUE(c >= ' ' && c < 0x7F) << shown;
  }
}

TEST(Shown, CutsWhatIsLong) { EXPECT_LT(Shown(std::string(5000, 'a')).size(), 120u); }

}  // namespace
}  // namespace redquill::table
