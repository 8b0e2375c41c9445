#include "model/file_path.h"

#include <gtest/gtest.h>

namespace redquill::model {
namespace {

using namespace std::string_view_literals;

TEST(FilePath, AcceptsPlainNames) {
  for (auto good : {"model.json"sv, "MODEL_CARD.md"sv, "a/b/c/d"sv, "_x"sv, "0"sv, "a..b"sv,
                    "tokenizer-1.0.json"sv}) {
    EXPECT_TRUE(CheckFilePath(good)) << good;
  }
  EXPECT_TRUE(CheckFilePath(std::string(100, 'x')));
}

TEST(FilePath, RefusesEveryWayOut) {
  for (auto bad :
       {""sv,     "/"sv,      "/etc/passwd"sv, "a/"sv,      "a//b"sv,  "."sv,     ".."sv,
        "../a"sv, "a/../b"sv, "a/.."sv,        "a/./b"sv,   "..\\a"sv, "a\\b"sv,  "C:a"sv,
        "C:/a"sv, "a\0b"sv,   "\0"sv,          ".hidden"sv, "a/.b"sv,  "-rf"sv,   "a b"sv,
        "a."sv,   "a./b"sv,   "é"sv,           "a\n"sv,     "~/a"sv,   "$HOME"sv, "a/b/c/d/e"sv}) {
    const auto checked = CheckFilePath(bad);
    ASSERT_FALSE(checked) << bad;
    EXPECT_EQ(checked.error().code, Code::kInvalidArgument);
  }
  EXPECT_FALSE(CheckFilePath(std::string(101, 'x')));
}

TEST(FilePath, SaysWhichRuleIsBroken) {
  EXPECT_EQ(CheckFilePath("../x").error().message, "file name '../x' leads out of the package");
  EXPECT_EQ(CheckFilePath("a/b/c/d/e").error().message,
            "file name 'a/b/c/d/e' is nested more than 4 deep");
}

TEST(FilePath, FoldsCase) { EXPECT_EQ(FoldedFilePath("Model_CARD.md/Z"), "model_card.md/z"); }

}  // namespace
}  // namespace redquill::model
