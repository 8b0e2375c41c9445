#include "base/quote.h"

#include <gtest/gtest.h>

namespace redquill {
namespace {

using namespace std::string_view_literals;

TEST(Quoted, LeavesNothingATerminalObeys) {
  EXPECT_EQ(Quoted("model.json"), "'model.json'");
  EXPECT_EQ(Quoted("a\x1b[2J'\\\n\0é"sv), R"('a\x1b[2J\x27\x5c\x0a\x00\xc3\xa9')");
  EXPECT_EQ(Quoted("abcdef", 3), "'abc…'");
}

}  // namespace
}  // namespace redquill
