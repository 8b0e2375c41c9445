#include "base/atomic_file.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

#include "base/file.h"

namespace redquill {
namespace {

class AtomicFileTest : public testing::Test {
 protected:
  void SetUp() override {
    dir_ = testing::TempDir() + "rq_atomic_" + std::to_string(::getpid());
    std::filesystem::create_directories(dir_);
  }
  void TearDown() override { std::filesystem::remove_all(dir_); }
  size_t Names() const {
    return static_cast<size_t>(std::distance(std::filesystem::directory_iterator(dir_), {}));
  }
  std::string dir_;
};

TEST_F(AtomicFileTest, TakesItsNameOnlyWhenWhole) {
  ASSERT_TRUE(WriteFileAtomically(dir_ + "/a", "old"));
  auto file = AtomicFile::Create(dir_ + "/a");
  ASSERT_TRUE(file);
  ASSERT_TRUE(file->Write("new "));
  EXPECT_EQ(*ReadFile(dir_ + "/a", 99), "old");
  ASSERT_TRUE(file->Write("bytes"));
  ASSERT_TRUE(file->Commit());
  EXPECT_EQ(*ReadFile(dir_ + "/a", 99), "new bytes");
  EXPECT_EQ(Names(), 1u);
}

TEST_F(AtomicFileTest, LeavesNothingBehindWhenAbandoned) {
  {
    auto file = AtomicFile::Create(dir_ + "/a");
    ASSERT_TRUE(file);
    ASSERT_TRUE(file->Write("half"));
    auto moved = std::move(*file);
    ASSERT_TRUE(moved.Write("more"));
    EXPECT_EQ(Names(), 1u);
  }
  EXPECT_EQ(Names(), 0u);
}

TEST_F(AtomicFileTest, AFolderInTheWayIsRefused) {
  std::filesystem::create_directories(dir_ + "/a/b");
  {
    auto file = AtomicFile::Create(dir_ + "/a");
    ASSERT_TRUE(file);
    EXPECT_EQ(file->Commit().error().code, Code::kIo);
  }
  EXPECT_EQ(Names(), 1u);
}

}  // namespace
}  // namespace redquill
