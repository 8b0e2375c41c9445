#include "base/file.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

namespace redquill {
namespace {

class FileTest : public testing::Test {
 protected:
  void SetUp() override {
    dir_ = testing::TempDir() + "rq_file_" + std::to_string(::getpid());
    std::filesystem::create_directories(dir_);
  }
  void TearDown() override { std::filesystem::remove_all(dir_); }
  std::string dir_;
};

TEST_F(FileTest, WritesAndReadsBack) {
  const std::string path = dir_ + "/a";
  ASSERT_TRUE(WriteFileAtomically(path, std::string_view("x\0y", 3)));
  EXPECT_EQ(*ReadFile(path, 3), std::string("x\0y", 3));
  ASSERT_TRUE(WriteFileAtomically(path, "z"));
  EXPECT_EQ(*ReadFile(path, 3), "z");
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(dir_), {}), 1);
}

TEST_F(FileTest, RefusesWhatItShould) {
  ASSERT_TRUE(WriteFileAtomically(dir_ + "/a", "1234"));
  EXPECT_EQ(ReadFile(dir_ + "/a", 3).error().code, Code::kTooLarge);
  EXPECT_EQ(ReadFile(dir_ + "/b", 3).error().code, Code::kNotFound);
  EXPECT_EQ(ReadFile(dir_, 3).error().code, Code::kInvalidArgument);
}

TEST_F(FileTest, AFailedWriteKeepsTheOldContent) {
  ASSERT_TRUE(WriteFileAtomically(dir_ + "/a", "old"));
  EXPECT_FALSE(WriteFileAtomically(dir_ + "/no-such-folder/a", "new"));
  EXPECT_EQ(*ReadFile(dir_ + "/a", 9), "old");
}

}  // namespace
}  // namespace redquill
