#include "model/package_folder.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "model/package_writer.h"
#include "tests/support/sample_package.h"

namespace redquill::model {
namespace {

namespace fs = std::filesystem;

class PackageFolderTest : public testing::Test {
 protected:
  void SetUp() override {
    dir_ = testing::TempDir() + "rq_package_folder_" + std::to_string(::getpid());
    fs::remove_all(dir_);
    fs::create_directories(dir_);
    digest_ = *WritePackage(archive(), samples::SampleManifest(), samples::SampleFiles());
  }
  void TearDown() override { fs::remove_all(dir_); }

  std::string archive() const { return dir_ + "/sample.rqm"; }
  std::string folder() const { return dir_ + "/unpacked"; }
  void Extract() const {
    const auto heading = ExtractPackage(archive(), folder());
    ASSERT_TRUE(heading) << heading.error().message;
    EXPECT_EQ(heading->digest, digest_);
  }
  Error Refusal() const {
    auto opened = Package::Open(folder());
    return opened ? Error{} : opened.error();
  }

  std::string dir_, digest_;
};

TEST_F(PackageFolderTest, IsTheSamePackageAsItsArchive) {
  Extract();
  const auto zipped = Package::Open(archive()), unpacked = Package::Open(folder());
  ASSERT_TRUE(zipped && unpacked) << unpacked.error().message;
  EXPECT_EQ((*unpacked)->digest(), (*zipped)->digest());
  EXPECT_EQ((*unpacked)->manifest(), (*zipped)->manifest());
  EXPECT_EQ((*unpacked)->path(), folder());
  for (const auto& file : samples::SampleFiles()) {
    EXPECT_EQ(*(*unpacked)->Text(file.path), *(*zipped)->Text(file.path)) << file.path;
    EXPECT_EQ(reinterpret_cast<uintptr_t>((*unpacked)->File(file.path)->data()) % 64, 0u);
  }
  EXPECT_EQ(ReadHeading(folder())->digest, digest_);
  EXPECT_TRUE(VerifyPackage(folder())->sound());
}

TEST_F(PackageFolderTest, AnythingElseInTheFolderIsRefused) {
  Extract();
  std::ofstream(folder() + "/tables/more.txt") << "x";
  EXPECT_EQ(Refusal().code, Code::kCorrupt);
  EXPECT_NE(Refusal().message.find("tables/more.txt"), std::string::npos) << Refusal().message;
  fs::remove(folder() + "/tables/more.txt");
  EXPECT_EQ(Refusal().message, "");
  fs::remove(folder() + "/empty.txt");
  fs::create_symlink("/dev/null", folder() + "/empty.txt");
  EXPECT_EQ(Refusal().code, Code::kCorrupt);
}

TEST_F(PackageFolderTest, AChangedOrMissingFileIsNamed) {
  Extract();
  std::ofstream(folder() + "/model.onnx", std::ios::app) << "x";
  EXPECT_EQ(Refusal().code, Code::kCorrupt);
  EXPECT_NE(Refusal().message.find("model.onnx"), std::string::npos) << Refusal().message;
  EXPECT_FALSE(VerifyPackage(folder())->sound());
  fs::remove(folder() + "/model.onnx");
  EXPECT_EQ(Refusal().code, Code::kCorrupt);
  EXPECT_NE(Refusal().message.find("not there"), std::string::npos) << Refusal().message;
}

TEST_F(PackageFolderTest, AFolderThatIsThereIsNotTouched) {
  Extract();
  EXPECT_EQ(ExtractPackage(archive(), folder()).error().code, Code::kConflict);
  EXPECT_EQ(Refusal().message, "");
}

TEST_F(PackageFolderTest, ADamagedArchiveIsRefusedAsWhenOpened) {
  fs::resize_file(archive(), fs::file_size(archive()) / 2);
  EXPECT_EQ(ExtractPackage(archive(), folder()).error().code, Code::kCorrupt);
  EXPECT_FALSE(fs::exists(folder()));
}

}  // namespace
}  // namespace redquill::model
