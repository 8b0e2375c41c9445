#include "engine/onnx/library.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "tests/support/paths.h"

namespace redquill::engine::onnx {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;

class LibraryTest : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = testing::TempDir() + "/library_" +
              testing::UnitTest::GetInstance()->current_test_info()->name();
    fs::remove_all(folder_);
    fs::create_directories(folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }
  std::string Touch(const std::string& name, const std::string& content = "") {
    const fs::path path = fs::path(folder_) / name;
    fs::create_directories(path.parent_path());
    std::ofstream(path) << content;
    return path.string();
  }
  void ExpectRefused(const std::string& named, Code code, const std::string& words) {
    LibraryPlaces places;
    places.named = named;
    const auto loaded = Library::Load(places);
    ASSERT_FALSE(loaded) << words;
    EXPECT_EQ(loaded.error().code, code) << loaded.error().message;
    EXPECT_THAT(loaded.error().message, HasSubstr(words));
    EXPECT_THAT(loaded.error().message, HasSubstr("tools/fetch-onnxruntime")) << "what to do";
  }

  std::string folder_;
};

TEST_F(LibraryTest, LoadsAndSaysWhatItIs) {
  const auto loaded = Library::Load();
  ASSERT_TRUE(loaded) << loaded.error().message;
  EXPECT_THAT((*loaded)->version(), testing::MatchesRegex("1\\.[0-9]+\\.[0-9]+.*"));
  EXPECT_TRUE(fs::exists((*loaded)->path())) << (*loaded)->path();
}

TEST_F(LibraryTest, SaysThatItIsMissing) {
  ExpectRefused(folder_ + "/libonnxruntime.so", Code::kNotFound, "no ONNX Runtime library at");
  ExpectRefused(folder_, Code::kNotFound, "was not found");
  LibraryPlaces nowhere;
  nowhere.system = false;
  EXPECT_EQ(Library::Load(nowhere).error().code, Code::kNotFound);
}

TEST_F(LibraryTest, SaysThatItIsNoLibrary) {
  ExpectRefused(Touch("libonnxruntime.so", "not a library"), Code::kUnsupported,
                "can't be opened as a library");
}

TEST_F(LibraryTest, SaysThatItIsAnotherLibrary) {
  ExpectRefused(tests::BuiltPath("src/engine/libother_library.so"), Code::kUnsupported,
                "not ONNX Runtime");
}

TEST_F(LibraryTest, SaysThatItIsTooOld) {
  ExpectRefused(tests::BuiltPath("src/engine/libold_onnxruntime.so"), Code::kUnsupported,
                "is ONNX Runtime 1.14.1; at least 1.20 is needed");
}

TEST_F(LibraryTest, LooksBesideTheProgramThenInTheCacheThenInTheSystem) {
  const std::string beside = Touch("bin/libonnxruntime.so.1.30.0");
  const std::string installed = Touch("lib/redquill/libonnxruntime.so.1.31.0");
  const std::string older = Touch("cache/redquill/onnxruntime-1.31.0/lib/libonnxruntime.so.1.31.0");
  const std::string newer = Touch("cache/redquill/onnxruntime-1.32.0/lib/libonnxruntime.so.1.32.0");
  Touch("cache/redquill/onnxruntime-1.32.0/lib/libother.so");
  LibraryPlaces places;
  places.program = folder_ + "/bin";
  places.cache = folder_ + "/cache";
  EXPECT_THAT(LibraryCandidates(places), ElementsAre(beside, installed, newer, older,
                                                     "libonnxruntime.so.1", "libonnxruntime.so"));
  places.named = folder_ + "/cache/redquill/onnxruntime-1.31.0";
  EXPECT_THAT(LibraryCandidates(places), ElementsAre(older));
}

}  // namespace
}  // namespace redquill::engine::onnx
