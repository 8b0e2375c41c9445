#include "base/error.h"

#include <gtest/gtest.h>

#include <set>

namespace redquill {
namespace {

TEST(Error, EveryCodeHasItsOwnName) {
  std::set<std::string_view> names;
  for (int i = 0; i <= static_cast<int>(Code::kInternal); ++i) {
    names.insert(CodeName(static_cast<Code>(i)));
  }
  EXPECT_EQ(names.size(), static_cast<size_t>(Code::kInternal) + 1);
  EXPECT_LE(names.size(), 15u);
}

TEST(Error, ContextComesBeforeTheMessage) {
  Result<int> inner = Fail(Code::kCorrupt, "bad digest", "model.json");
  Result<int> outer = Failure(inner.error(), "features.rqm");
  EXPECT_EQ(outer.error().message, "features.rqm: bad digest");
  EXPECT_EQ(outer.error().field, "model.json");
  EXPECT_EQ(outer.error().code, Code::kCorrupt);
}

TEST(Error, UsersMistakesExitWithTwo) {
  EXPECT_EQ(ExitStatus(Code::kInvalidArgument), 2);
  EXPECT_EQ(ExitStatus(Code::kCorrupt), 1);
}

}  // namespace
}  // namespace redquill
