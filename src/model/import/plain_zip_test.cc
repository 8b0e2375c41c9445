#include "model/import/plain_zip.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

#include "base/file.h"
#include "tests/support/raw_zip.h"

namespace redquill::model {
namespace {

using samples::RawFile;
using testing::HasSubstr;

class PlainZipTest : public testing::Test {
 protected:
  void SetUp() override {
    base_ = testing::TempDir() + "rq_plain_zip_" + std::to_string(::getpid());
    std::filesystem::remove_all(base_);
    std::filesystem::create_directories(base_ + "/out");
  }
  void TearDown() override { std::filesystem::remove_all(base_); }

  Result<void> Unpack(const std::string& archive, const Limits& limits = {}) {
    EXPECT_TRUE(WriteFileAtomically(base_ + "/a.zip", archive));
    return UnpackPlainZip(base_ + "/a.zip", base_ + "/out", limits);
  }
  void ExpectRefused(const std::string& archive, Code code, const std::string& why,
                     const Limits& limits = {}) {
    const auto unpacked = Unpack(archive, limits);
    ASSERT_FALSE(unpacked) << why;
    EXPECT_EQ(unpacked.error().code, code) << unpacked.error().message;
    EXPECT_THAT(unpacked.error().message, HasSubstr(why));
    EXPECT_FALSE(std::filesystem::exists(base_ + "/evil"));
    EXPECT_TRUE(std::filesystem::is_empty(base_ + "/out")) << "written before all was checked";
  }

  std::string base_;
};

TEST_F(PlainZipTest, UnpacksWhatArchiversWrite) {
  RawFile folder = RawFile::Stored("my model/", "");
  folder.attributes = (uint32_t{0040755} << 16) | 0x10;
  const auto unpacked = Unpack(samples::RawZip(
      {folder, RawFile::Deflated("my model/config.json", std::string(5000, 'c')),
       RawFile::Stored("__MACOSX/my model/._config.json", "x"),
       RawFile::Stored("my model/.DS_Store", "x"), RawFile::Stored("empty.txt", "")},
      "", "made by hand"));
  ASSERT_TRUE(unpacked) << unpacked.error().message;
  EXPECT_EQ(ReadFile(base_ + "/out/my model/config.json", 1 << 20), std::string(5000, 'c'));
  EXPECT_EQ(ReadFile(base_ + "/out/empty.txt", 1 << 20), std::string());
  EXPECT_FALSE(std::filesystem::exists(base_ + "/out/__MACOSX"));
  EXPECT_FALSE(std::filesystem::exists(base_ + "/out/my model/.DS_Store"));
}

TEST_F(PlainZipTest, NoFileLeavesTheFolder) {
  for (const char* name : {"../evil", "a/../../evil", "/evil", "a//b", "./evil", "..\\evil",
                           "C:/evil", "a/\n", "1/2/3/4/5/6/7/8/9"}) {
    ExpectRefused(samples::RawZip({RawFile::Stored(name, "x")}), Code::kCorrupt, "file ");
  }
  RawFile link = RawFile::Stored("link", "/etc/passwd");
  link.attributes = uint32_t{0120777} << 16;
  ExpectRefused(samples::RawZip({link}), Code::kCorrupt, "is a link or device");
}

TEST_F(PlainZipTest, NamesComeOnce) {
  ExpectRefused(samples::RawZip({RawFile::Stored("a/B", "1"), RawFile::Stored("a/b", "2")}),
                Code::kCorrupt, "is there twice");
}

TEST_F(PlainZipTest, LimitsHoldBeforeAnythingIsWritten) {
  const std::string bomb =
      samples::RawZip({RawFile::Stored("first", "x"),
                       RawFile::Deflated("zeros", std::string(size_t{8} << 20, '\0'))});
  ExpectRefused(bomb, Code::kTooLarge, "like a zip bomb");
  const std::string two =
      samples::RawZip({RawFile::Stored("a", "12345"), RawFile::Stored("b", "12345")});
  ExpectRefused(two, Code::kTooLarge, "more than 1 files", {.files = 1});
  ExpectRefused(two, Code::kTooLarge, "is too long", {.file_bytes = 4});
  ExpectRefused(two, Code::kTooLarge, "too many bytes", {.total_bytes = 9});
  ExpectRefused(two, Code::kTooLarge, "too long a zip", {.archive_bytes = 20});
}

TEST_F(PlainZipTest, BrokenArchivesAreRefused) {
  const std::string good = samples::RawZip({RawFile::Deflated("a", std::string(3000, 'a'))});
  ExpectRefused("no zip at all", Code::kCorrupt, "no zip that can be read");
  ExpectRefused("", Code::kCorrupt, "no zip that can be read");
  ExpectRefused(good.substr(0, good.size() / 2), Code::kCorrupt, "no zip that can be read");
  RawFile wrong = RawFile::Stored("a", "bytes");
  wrong.crc ^= 1;
  const auto unpacked = Unpack(samples::RawZip({wrong}));
  ASSERT_FALSE(unpacked);
  EXPECT_EQ(unpacked.error().code, Code::kCorrupt);
}

TEST_F(PlainZipTest, EncryptionAndOtherCompressionAreNamed) {
  RawFile secret = RawFile::Stored("a", "bytes");
  secret.flags = model::zip::kFlagEncrypted;
  ExpectRefused(samples::RawZip({secret}), Code::kUnsupported, "is encrypted");
  RawFile other = RawFile::Stored("a", "bytes");
  other.method = 12;
  ExpectRefused(samples::RawZip({other}), Code::kUnsupported, "other than deflate");
}

}  // namespace
}  // namespace redquill::model
