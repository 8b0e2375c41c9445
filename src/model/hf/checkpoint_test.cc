#include "model/hf/checkpoint.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>
#include <filesystem>
#include <fstream>

namespace redquill::model::hf {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;

std::string File(std::string_view header, std::string_view data) {
  const uint64_t size = header.size();
  std::string bytes(sizeof size, '\0');
  std::memcpy(bytes.data(), &size, sizeof size);
  return bytes.append(header).append(data);
}

// One tensor of one float.
std::string OneTensor(const std::string& name) {
  return File("{\"" + name + "\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}",
              std::string("\0\0\x80\x3f", 4));
}

class CheckpointTest : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = testing::TempDir() + "/checkpoint_" +
              testing::UnitTest::GetInstance()->current_test_info()->name();
    fs::remove_all(folder_);
    fs::create_directories(folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }
  void Put(const std::string& name, const std::string& bytes) {
    std::ofstream(folder_ + "/" + name, std::ios::binary) << bytes;
  }
  void ExpectRefused(Code code, const std::string& words) {
    const auto opened = Checkpoint::Open(folder_);
    ASSERT_FALSE(opened) << words;
    EXPECT_EQ(opened.error().code, code) << opened.error().message;
    EXPECT_THAT(opened.error().message, HasSubstr(words));
  }

  std::string folder_;
};

TEST_F(CheckpointTest, ReadsOneFile) {
  Put("model.safetensors", OneTensor("w"));
  const auto opened = Checkpoint::Open(folder_);
  ASSERT_TRUE(opened) << opened.error().message;
  EXPECT_THAT((*opened)->Names(), ElementsAre("w"));
  EXPECT_THAT(ToFloats(*(*opened)->Find("w")), ElementsAre(1.0f));
}

TEST_F(CheckpointTest, ReadsShards) {
  Put("model-00001-of-00002.safetensors", OneTensor("a"));
  Put("model-00002-of-00002.safetensors", OneTensor("b"));
  Put("model.safetensors.index.json",
      R"({"metadata":{"total_size":8},"weight_map":{"a":"model-00001-of-00002.safetensors",
          "b":"model-00002-of-00002.safetensors"}})");
  const auto opened = Checkpoint::Open(folder_);
  ASSERT_TRUE(opened) << opened.error().message;
  EXPECT_THAT((*opened)->Names(), ElementsAre("a", "b"));
  EXPECT_EQ((*opened)->files().size(), 2u);
}

TEST_F(CheckpointTest, RefusesAnIndexThatItsShardsContradict) {
  Put("1.safetensors", OneTensor("a"));
  Put("2.safetensors", OneTensor("b"));
  Put("model.safetensors.index.json",
      R"({"weight_map":{"a":"1.safetensors","b":"1.safetensors"}})");
  ExpectRefused(Code::kCorrupt, "not in the shard that the index names: 'b'");
  Put("model.safetensors.index.json",
      R"({"weight_map":{"a":"1.safetensors","c":"2.safetensors"}})");
  ExpectRefused(Code::kCorrupt, "'c'");
  Put("2.safetensors", OneTensor("a"));
  ExpectRefused(Code::kConflict, "'a' stands in 1.safetensors and in 2.safetensors");
  Put("model.safetensors.index.json", R"({"weight_map":{"a":"3.safetensors"}})");
  ExpectRefused(Code::kNotFound, "3.safetensors");
}

TEST_F(CheckpointTest, RefusesAShardOutsideTheFolder) {
  for (const char* name : {"../1.safetensors", "/etc/passwd", "..", ""}) {
    Put("model.safetensors.index.json", std::string(R"({"weight_map":{"a":")") + name + "\"}}");
    ExpectRefused(Code::kCorrupt, "same folder");
  }
}

TEST_F(CheckpointTest, SaysWhatAFolderHasInstead) {
  ExpectRefused(Code::kNotFound, "has neither model.safetensors nor");
  Put("pytorch_model.bin", "x");
  ExpectRefused(Code::kUnsupported, "a Python pickle");
  EXPECT_EQ(Checkpoint::Open(folder_ + "/nowhere").error().code, Code::kNotFound);
}

TEST_F(CheckpointTest, NamesTheFileThatIsBroken) {
  Put("model.safetensors", OneTensor("w").substr(0, 30));
  ExpectRefused(Code::kCorrupt, "model.safetensors");
}

}  // namespace
}  // namespace redquill::model::hf
