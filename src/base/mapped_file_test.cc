#include "base/mapped_file.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <utility>

#include "base/file.h"

namespace redquill {
namespace {

class MappedFileTest : public testing::Test {
 protected:
  void SetUp() override {
    dir_ = testing::TempDir() + "rq_mapped_" + std::to_string(::getpid());
    std::filesystem::create_directories(dir_);
  }
  void TearDown() override { std::filesystem::remove_all(dir_); }
  static std::string Text(const MappedFile& file) {
    return {reinterpret_cast<const char*>(file.bytes().data()), file.bytes().size()};
  }
  std::string dir_;
};

TEST_F(MappedFileTest, KeepsTheFileThatWasOpened) {
  ASSERT_TRUE(WriteFileAtomically(dir_ + "/a", "first"));
  auto opened = MappedFile::Open(dir_ + "/a", 5);
  ASSERT_TRUE(opened);
  ASSERT_TRUE(WriteFileAtomically(dir_ + "/a", "other"));
  const MappedFile moved = std::move(*opened);
  EXPECT_EQ(Text(moved), "first");
  std::filesystem::remove(dir_ + "/a");
  EXPECT_EQ(Text(moved), "first");
}

TEST_F(MappedFileTest, RefusesWhatItCannotMap) {
  ASSERT_TRUE(WriteFileAtomically(dir_ + "/a", "12345"));
  ASSERT_EQ(::mkfifo((dir_ + "/pipe").c_str(), 0600), 0);
  EXPECT_EQ(MappedFile::Open(dir_ + "/a", 4).error().code, Code::kTooLarge);
  EXPECT_EQ(MappedFile::Open(dir_ + "/b", 4).error().code, Code::kNotFound);
  EXPECT_EQ(MappedFile::Open(dir_ + "/a/b", 4).error().code, Code::kNotFound);
  EXPECT_EQ(MappedFile::Open(dir_, 4).error().code, Code::kInvalidArgument);
  EXPECT_EQ(MappedFile::Open(dir_ + "/pipe", 4).error().code, Code::kInvalidArgument);
  EXPECT_EQ(MappedFile::Open("/dev/zero", 4).error().code, Code::kInvalidArgument);
}

TEST_F(MappedFileTest, AnEmptyFileIsEmpty) {
  ASSERT_TRUE(WriteFileAtomically(dir_ + "/a", ""));
  const auto file = MappedFile::Open(dir_ + "/a", 4);
  ASSERT_TRUE(file);
  EXPECT_TRUE(file->bytes().empty());
}

}  // namespace
}  // namespace redquill
