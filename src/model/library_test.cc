#include "model/library.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

#include "base/file.h"
#include "model/package_writer.h"
#include "tests/support/sample_package.h"

namespace redquill::model {
namespace {

using samples::SampleFiles;
using samples::SampleManifest;

class LibraryTest : public ::testing::Test {
 protected:
  void SetUp() override {
    dir_ = ::testing::TempDir() + "rq_library_" + std::to_string(::getpid());
    std::filesystem::create_directories(dir_);
  }
  void TearDown() override { std::filesystem::remove_all(dir_); }
  std::string Write(const std::string& file, const std::string& name) {
    const std::string path = dir_ + "/" + file;
    EXPECT_TRUE(WritePackage(path, SampleManifest(name), SampleFiles()));
    return path;
  }
  std::string dir_;
};

TEST_F(LibraryTest, ListsPackagesByName) {
  const std::string second = Write("1.rqm", "second"), first = Write("2.rqm", "first");
  ASSERT_TRUE(WriteFileAtomically(dir_ + "/README.md", "not a package"));
  std::filesystem::create_directories(dir_ + "/below");
  Write("below/third.rqm", "third");
  const auto library = ReadLibrary(dir_);
  ASSERT_TRUE(library) << library.error().message;
  ASSERT_EQ(library->entries.size(), 2u);
  EXPECT_EQ(library->entries[0].heading.manifest.name, "first");
  EXPECT_EQ(library->entries[0].file, first);
  EXPECT_EQ(library->entries[1].file, second);
  EXPECT_TRUE(library->refused.empty());
  const auto package = library->Load("second");
  ASSERT_TRUE(package);
  EXPECT_EQ((*package)->digest(), library->entries[1].heading.digest);
}

TEST_F(LibraryTest, NamesBothFilesOfAConflict) {
  const std::string a = Write("a.rqm", "twin"), b = Write("b.rqm", "twin");
  Write("c.rqm", "single");
  const auto library = ReadLibrary(dir_);
  ASSERT_TRUE(library);
  ASSERT_EQ(library->entries.size(), 1u);
  ASSERT_EQ(library->refused.size(), 2u);
  const auto loaded = library->Load("twin");
  ASSERT_FALSE(loaded);
  for (const Error& error :
       {library->refused[0].error, library->refused[1].error, loaded.error()}) {
    EXPECT_EQ(error.code, Code::kConflict);
    EXPECT_NE(error.message.find(a), std::string::npos);
    EXPECT_NE(error.message.find(b), std::string::npos);
  }
  EXPECT_TRUE(library->Load("single"));
}

TEST_F(LibraryTest, ADamagedPackageDoesNotHideTheOthers) {
  Write("good.rqm", "good");
  ASSERT_TRUE(WriteFileAtomically(dir_ + "/bad.rqm", "damaged"));
  std::filesystem::create_directories(dir_ + "/folder.rqm");
  std::filesystem::create_symlink("nowhere", dir_ + "/link.rqm");
  const auto library = ReadLibrary(dir_);
  ASSERT_TRUE(library);
  ASSERT_EQ(library->entries.size(), 1u);
  ASSERT_EQ(library->refused.size(), 3u);
  EXPECT_EQ(library->refused[0].file, dir_ + "/bad.rqm");
  EXPECT_EQ(library->refused[0].error.code, Code::kCorrupt);
  EXPECT_EQ(library->refused[1].error.code, Code::kInvalidArgument);
  EXPECT_EQ(library->refused[2].error.code, Code::kNotFound);
  EXPECT_TRUE(library->Load("good"));
}

TEST_F(LibraryTest, SaysWhichModelsThereAre) {
  EXPECT_NE(ReadLibrary(dir_)->Load("x").error().message.find("holds no packages"),
            std::string::npos);
  Write("a.rqm", "one");
  Write("b.rqm", "two");
  const auto loaded = ReadLibrary(dir_)->Load("three");
  ASSERT_FALSE(loaded);
  EXPECT_EQ(loaded.error().code, Code::kNotFound);
  EXPECT_EQ(loaded.error().field, "model");
  EXPECT_NE(loaded.error().message.find("'three'"), std::string::npos);
  EXPECT_NE(loaded.error().message.find("one, two"), std::string::npos);
}

TEST_F(LibraryTest, RefusesAFolderThatIsNotThere) {
  EXPECT_EQ(ReadLibrary(dir_ + "/none").error().code, Code::kNotFound);
  EXPECT_EQ(ReadLibrary(Write("a.rqm", "one")).error().code, Code::kIo);
}

TEST_F(LibraryTest, LoadsByNameOrPath) {
  const std::string path = Write("file.rqm", "name");
  EXPECT_TRUE(LoadModel("name", dir_));
  EXPECT_TRUE(LoadModel(path, "/nowhere"));
  EXPECT_EQ(LoadModel("file", dir_).error().code, Code::kNotFound);
  EXPECT_EQ(LoadModel("none.rqm", dir_).error().code, Code::kNotFound);
}

}  // namespace
}  // namespace redquill::model
