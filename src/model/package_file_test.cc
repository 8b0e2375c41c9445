// Packages as files: opening, headings, verification, writing.
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>

#include "base/file.h"
#include "base/sha256.h"
#include "model/package.h"
#include "model/package_writer.h"
#include "tests/support/raw_zip.h"
#include "tests/support/sample_package.h"

namespace redquill::model {
namespace {

using samples::RawFile;
using samples::RawZip;
using samples::SampleFiles;
using samples::SampleManifest;

class PackageFileTest : public ::testing::Test {
 protected:
  void SetUp() override {
    dir_ = ::testing::TempDir() + "rq_package_" + std::to_string(::getpid());
    std::filesystem::create_directories(dir_);
    path_ = dir_ + "/sample.rqm";
  }
  void TearDown() override { std::filesystem::remove_all(dir_); }
  std::string dir_, path_;
};

TEST_F(PackageFileTest, OpensInPlaceAndOutlivesItsName) {
  const auto digest = WritePackage(path_, SampleManifest(), SampleFiles());
  ASSERT_TRUE(digest) << digest.error().message;
  const auto package = Package::Open(path_);
  ASSERT_TRUE(package) << package.error().message;
  EXPECT_EQ((*package)->digest(), *digest);
  EXPECT_EQ((*package)->path(), path_);
  ASSERT_TRUE(WritePackage(path_, SampleManifest("other"), {}));
  std::filesystem::remove(path_);
  for (const PackageFile& file : SampleFiles()) {
    EXPECT_EQ(*(*package)->Text(file.path), file.bytes);
    EXPECT_EQ(reinterpret_cast<uintptr_t>((*package)->File(file.path)->data()) % 64, 0u);
  }
}

TEST_F(PackageFileTest, SaysWhichFileCannotBeOpened) {
  EXPECT_EQ(Package::Open(path_).error().code, Code::kNotFound);
  EXPECT_EQ(Package::Open(dir_).error().code, Code::kInvalidArgument);
  ASSERT_TRUE(WriteFileAtomically(path_, "no zip archive, but long enough to be one"));
  const auto package = Package::Open(path_);
  EXPECT_EQ(package.error().code, Code::kCorrupt);
  EXPECT_TRUE(package.error().message.starts_with(path_ + ": does not end like a zip archive"));
  EXPECT_TRUE(ReadHeading(path_).error().message.starts_with(path_));
  EXPECT_TRUE(VerifyPackage(path_).error().message.starts_with(path_));
  EXPECT_EQ(Package::Open(path_, {.archive_bytes = 40}).error().code, Code::kTooLarge);
}

TEST_F(PackageFileTest, WritesTheSameBytesEachTime) {
  ASSERT_TRUE(WritePackage(path_, SampleManifest(), SampleFiles()));
  auto files = SampleFiles();
  std::reverse(files.begin(), files.end());
  const auto again = WritePackageBytes(SampleManifest(), files);
  EXPECT_EQ(*ReadFile(path_, 1 << 20), *again);
}

TEST_F(PackageFileTest, LeavesTheOldPackageWhereWritingFails) {
  ASSERT_TRUE(WriteFileAtomically(path_, "old"));
  Manifest bad = SampleManifest();
  bad.name = "Bad Name";
  EXPECT_EQ(WritePackage(path_, bad, SampleFiles()).error().field, "name");
  EXPECT_EQ(*ReadFile(path_, 99), "old");
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(dir_), {}), 1);
  EXPECT_FALSE(WritePackage(dir_ + "/no/such.rqm", SampleManifest(), {}));
}

TEST_F(PackageFileTest, WritesNothingThatReadersRefuse) {
  auto error = [](const Manifest& manifest, std::vector<PackageFile> files) {
    return WritePackageBytes(manifest, std::move(files)).error();
  };
  EXPECT_EQ(error(SampleManifest(), {{"../a", "x"}}).code, Code::kInvalidArgument);
  EXPECT_EQ(error(SampleManifest(), {{"a", "x"}, {"a", "y"}}).message, "two files are called 'a'");
  EXPECT_EQ(error(SampleManifest(), {{"a", "x"}, {"A", "y"}}).code, Code::kInvalidArgument);
  EXPECT_EQ(error(SampleManifest(), {{"a", "x"}, {"a/b", "y"}}).code, Code::kInvalidArgument);
  EXPECT_EQ(error(SampleManifest(), {{"manifest.json", "x"}}).code, Code::kInvalidArgument);
  Manifest listed = SampleManifest();
  listed.files = {{.path = "a", .bytes = 1, .sha256 = std::string(64, '0')}};
  EXPECT_EQ(error(listed, {{"a", "x"}}).field, "files");
  std::vector<PackageFile> many;
  for (int i = 0; i < 256; ++i) many.push_back({"f" + std::to_string(i), "x"});
  EXPECT_EQ(error(SampleManifest(), many).code, Code::kTooLarge);
}

TEST_F(PackageFileTest, ReadsAHeadingWithoutTheRest) {
  const auto digest = *WritePackage(path_, SampleManifest(), SampleFiles());
  // Damage a file's data: the heading does not depend on it.
  std::string bytes = *ReadFile(path_, 1 << 20);
  const size_t data = bytes.find(SampleFiles()[0].bytes);
  ASSERT_NE(data, std::string::npos);
  bytes[data] ^= 1;
  ASSERT_TRUE(WriteFileAtomically(path_, bytes));
  const auto heading = ReadHeading(path_);
  ASSERT_TRUE(heading) << heading.error().message;
  EXPECT_EQ(heading->digest, digest);
  EXPECT_EQ(heading->manifest.name, "sample");
  EXPECT_EQ(Package::Open(path_).error().message,
            path_ + ": file 'model.onnx' is damaged (CRC-32)");
}

TEST_F(PackageFileTest, VerificationSaysEachFilesState) {
  Manifest manifest = SampleManifest();
  const std::string digest = Sha256Hex("good");
  manifest.files = {{.path = "a", .bytes = 4, .sha256 = digest},
                    {.path = "b", .bytes = 4, .sha256 = digest},
                    {.path = "c", .bytes = 4, .sha256 = digest}};
  RawFile damaged = RawFile::Stored("c", "good");
  damaged.crc ^= 1;
  ASSERT_TRUE(WriteFileAtomically(
      path_, RawZip({RawFile::Stored("manifest.json", *WriteManifest(manifest)),
                     RawFile::Stored("a", "good"), RawFile::Stored("b", "evil"), damaged})));
  const auto verification = VerifyPackage(path_);
  ASSERT_TRUE(verification) << verification.error().message;
  ASSERT_EQ(verification->files.size(), 3u);
  EXPECT_TRUE(verification->files[0].outcome);
  EXPECT_EQ(verification->files[1].outcome.error().message,
            "file 'b' has the SHA-256 " + Sha256Hex("evil") + "; listed is " + digest);
  EXPECT_EQ(verification->files[2].outcome.error().message, "file 'c' is damaged (CRC-32)");
  EXPECT_FALSE(verification->sound());
  ASSERT_TRUE(WritePackage(path_, SampleManifest(), SampleFiles()));
  EXPECT_TRUE(VerifyPackage(path_)->sound());
}

}  // namespace
}  // namespace redquill::model
