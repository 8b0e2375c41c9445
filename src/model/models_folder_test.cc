#include "model/models_folder.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

namespace redquill::model {
namespace {

namespace fs = std::filesystem;

class ModelsFolderTest : public ::testing::Test {
 protected:
  void SetUp() override {
    dir_ = ::testing::TempDir() + "rq_folder_" + std::to_string(::getpid());
    for (const char* folder :
         {"flag", "env", "work/models", "usr/bin", "usr/share/redquill/models"}) {
      fs::create_directories(dir_ + "/" + folder);
    }
    places_ = {.flag = dir_ + "/flag",
               .environment = dir_ + "/env",
               .working_folder = dir_ + "/work",
               .program = dir_ + "/usr/bin/redquill"};
  }
  void TearDown() override { fs::remove_all(dir_); }
  std::string dir_;
  FolderPlaces places_;
};

TEST_F(ModelsFolderTest, AsksOnePlaceAfterTheOther) {
  EXPECT_EQ(*FindModelsFolder(places_), dir_ + "/flag");
  places_.flag = "";
  EXPECT_EQ(*FindModelsFolder(places_), dir_ + "/env");
  places_.environment = "";
  EXPECT_EQ(*FindModelsFolder(places_), dir_ + "/work/models");
  places_.working_folder = dir_;
  EXPECT_EQ(*FindModelsFolder(places_), dir_ + "/usr/share/redquill/models");
  fs::remove_all(dir_ + "/usr");
  const auto none = FindModelsFolder(places_);
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().code, Code::kNotFound);
  EXPECT_NE(none.error().message.find(dir_ + "/usr/share/redquill/models"), std::string::npos);
  EXPECT_NE(none.error().message.find("--models or REDQUILL_MODELS"), std::string::npos);
}

TEST_F(ModelsFolderTest, AFolderThatWasAskedForMustBeThere) {
  places_.flag = dir_ + "/gone";
  const auto by_flag = FindModelsFolder(places_);
  ASSERT_FALSE(by_flag);
  EXPECT_NE(by_flag.error().message.find("--models"), std::string::npos);
  places_.flag = "";
  places_.environment = dir_ + "/gone";
  const auto by_environment = FindModelsFolder(places_);
  ASSERT_FALSE(by_environment);
  EXPECT_NE(by_environment.error().message.find("REDQUILL_MODELS"), std::string::npos);
}

}  // namespace
}  // namespace redquill::model
