#include "model/import/plain_model.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

#include "base/file.h"
#include "model/import/import_onnx.h"
#include "tests/support/folder_zip.h"
#include "tests/support/tiny_checkpoint.h"

namespace redquill::model {
namespace {

using testing::HasSubstr;

class PlainModelTest : public testing::Test {
 protected:
  void SetUp() override {
    base_ = testing::TempDir() + "rq_plain_model_" + std::to_string(::getpid());
    std::filesystem::remove_all(base_);
    std::filesystem::create_directories(base_ + "/work");
    samples::CopyCheckpoint("bert", base_ + "/bert");
  }
  void TearDown() override { std::filesystem::remove_all(base_); }

  std::string Zip(const std::string& name, const std::string& bytes) {
    const std::string path = base_ + "/" + name;
    EXPECT_TRUE(WriteFileAtomically(path, bytes));
    return path;
  }
  static bool All(const std::string&) { return true; }
  Result<Imported> Import(const std::string& zip, const std::string& tokenizer = "") {
    std::filesystem::remove_all(base_ + "/work");
    return ImportPlainModel({"plain", zip, tokenizer}, base_ + "/work");
  }
  void Settings(const std::string& json) {
    ASSERT_TRUE(WriteFileAtomically(base_ + "/bert/redquill.json", json));
  }

  std::string base_;
};

TEST_F(PlainModelTest, OneZipOrTwoGiveWhatTheFolderGives) {
  const auto folder =
      ImportCheckpoint({.folder = base_ + "/bert", .name = "plain", .int8_where_fast = true});
  ASSERT_TRUE(folder) << folder.error().message;
  const auto one = Import(Zip("m.zip", samples::FolderZip(base_ + "/bert", "bert", All)));
  ASSERT_TRUE(one) << one.error().message;
  EXPECT_EQ(one->model.onnx, folder->model.onnx);
  EXPECT_EQ(one->int8, folder->int8);
  EXPECT_EQ(one->tokenizer, folder->tokenizer);
  const auto two = Import(
      Zip("model.zip", samples::FolderZip(base_ + "/bert", "a/checkpoint", samples::OfACheckpoint)),
      Zip("tokenizer.zip", samples::FolderZip(base_ + "/bert", "tok", samples::OfATokenizer)));
  ASSERT_TRUE(two) << two.error().message;
  EXPECT_EQ(two->model.onnx, folder->model.onnx);
  EXPECT_EQ(two->tokenizer, folder->tokenizer);
  EXPECT_EQ(two->manifest.name, "plain");
}

TEST_F(PlainModelTest, SettingsInTheZipAreKept) {
  Settings(R"({"scale": "0:3:1", "precision": "fp32", "title": "Prompt 3", "licence": "MIT"})");
  const auto imported = Import(Zip("m.zip", samples::FolderZip(base_ + "/bert", "b", All)));
  ASSERT_TRUE(imported) << imported.error().message;
  EXPECT_EQ(imported->manifest.outputs[0].scale, (Scale{0, 3, 1}));
  EXPECT_EQ(imported->manifest.title, "Prompt 3");
  EXPECT_EQ(imported->manifest.licence, "MIT");
  EXPECT_TRUE(imported->int8.empty());
}

TEST_F(PlainModelTest, WrongSettingsAreNamed) {
  for (const auto& [json, why] :
       std::vector<std::pair<std::string, std::string>>{{R"({"skale": "0:3:1"})", "skale"},
                                                        {R"({"scale": "three"})", "scale"},
                                                        {R"({"precision": "int3"})", "precision"},
                                                        {R"({"labels": "marks"})", "labels"},
                                                        {"[]", "redquill.json"}}) {
    Settings(json);
    const auto imported = Import(Zip("m.zip", samples::FolderZip(base_ + "/bert", "b", All)));
    ASSERT_FALSE(imported) << json;
    EXPECT_THAT(imported.error().message, HasSubstr(why));
  }
}

TEST_F(PlainModelTest, WhatIsMissingIsNamed) {
  const auto only_tokenizer =
      Import(Zip("m.zip", samples::FolderZip(base_ + "/bert", "b", samples::OfATokenizer)));
  ASSERT_FALSE(only_tokenizer);
  EXPECT_THAT(only_tokenizer.error().message, HasSubstr("holds no checkpoint"));
  const auto no_tokenizer =
      Import(Zip("m.zip", samples::FolderZip(base_ + "/bert", "b", samples::OfACheckpoint)));
  ASSERT_FALSE(no_tokenizer);
  EXPECT_THAT(no_tokenizer.error().message, HasSubstr("without a tokenizer"));
  const auto onnx =
      Import(Zip("m.zip", samples::RawZip({samples::RawFile::Stored("model.onnx", "graph")})));
  ASSERT_FALSE(onnx);
  EXPECT_THAT(onnx.error().message, HasSubstr("without a tokenizer"));
}

TEST_F(PlainModelTest, AnOnnxFileIsTakenWithItsTokenizer) {
  samples::CopyExported("bert", base_ + "/onnx");
  const auto folder = ImportOnnx({base_ + "/onnx/model.onnx", base_ + "/onnx"}, {.name = "plain"});
  ASSERT_TRUE(folder) << folder.error().message;
  const auto one = Import(Zip("m.zip", samples::FolderZip(base_ + "/onnx", "deep/o", All)));
  ASSERT_TRUE(one) << one.error().message;
  EXPECT_EQ(one->model.onnx, folder->model.onnx);
  EXPECT_EQ(one->tokenizer, folder->tokenizer);
  const auto two = Import(
      Zip("model.zip", samples::FolderZip(base_ + "/onnx", "onnx", samples::OfACheckpoint)),
      Zip("tokenizer.zip", samples::FolderZip(base_ + "/onnx", "tok", samples::OfATokenizer)));
  ASSERT_TRUE(two) << two.error().message;
  EXPECT_EQ(two->model.onnx, folder->model.onnx);
  EXPECT_EQ(two->manifest.name, "plain");
}

TEST_F(PlainModelTest, AnOnnxFileGoesByTheSettings) {
  samples::CopyExported("bert", base_ + "/onnx");
  const auto settings = [&](const std::string& json) {
    EXPECT_TRUE(WriteFileAtomically(base_ + "/onnx/redquill.json", json));
    return Import(Zip("m.zip", samples::FolderZip(base_ + "/onnx", "o", All)));
  };
  const auto imported = settings(R"({"scale": "0:3:1", "max_tokens": 20, "title": "Prompt 3"})");
  ASSERT_TRUE(imported) << imported.error().message;
  EXPECT_EQ(imported->manifest.outputs[0].scale, (Scale{0, 3, 1}));
  EXPECT_EQ(imported->manifest.max_tokens, 20u);
  EXPECT_EQ(imported->manifest.title, "Prompt 3");
  const auto precision = settings(R"({"precision": "fp32"})");
  ASSERT_FALSE(precision);
  EXPECT_THAT(precision.error().message, HasSubstr("keeps its precision"));
}

TEST_F(PlainModelTest, OfSeveralOnnxFilesTheUsualOneIsMeant) {
  samples::CopyExported("bert", base_ + "/onnx");
  std::filesystem::copy(base_ + "/onnx/model.onnx", base_ + "/onnx/model_quantized.onnx");
  EXPECT_TRUE(Import(Zip("m.zip", samples::FolderZip(base_ + "/onnx", "o", All))));
  std::filesystem::rename(base_ + "/onnx/model.onnx", base_ + "/onnx/other.onnx");
  const auto refused = Import(Zip("m.zip", samples::FolderZip(base_ + "/onnx", "o", All)));
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().message, HasSubstr("several ONNX files"));
}

TEST_F(PlainModelTest, ACheckpointGoesBeforeAnOnnxFile) {
  samples::CopyExported("bert", base_ + "/onnx");
  std::filesystem::copy(base_ + "/onnx/model.onnx", base_ + "/bert/model.onnx");
  const auto imported = Import(Zip("m.zip", samples::FolderZip(base_ + "/bert", "b", All)));
  ASSERT_TRUE(imported) << imported.error().message;
  EXPECT_EQ(imported->manifest.config.at("operators"), "fused");
}

TEST(PlainModelNames, AreThoseOfTheZips) {
  for (const auto& [path, name] :
       std::vector<std::pair<std::string, std::string>>{{"aes.zip", "aes"},
                                                        {"deep/Essay Scorer.zip", "essay-scorer"},
                                                        {"aes-model.zip", "aes"},
                                                        {"deep/aes.model.zip", "aes"},
                                                        {"aes/model.zip", "aes"},
                                                        {"model.zip", "model"},
                                                        {"supermodel.zip", "supermodel"},
                                                        {"__.zip", "model"}}) {
    EXPECT_EQ(PlainModelName(path), name) << path;
  }
  EXPECT_EQ(TokenizerZipBeside("aes/model.zip"), "aes/tokenizer.zip");
  EXPECT_EQ(TokenizerZipBeside("aes_model.zip"), "aes_tokenizer.zip");
  EXPECT_EQ(TokenizerZipBeside("supermodel.zip"), "");
  EXPECT_TRUE(NamesTokenizerZip("aes/tokenizer.zip"));
  EXPECT_FALSE(NamesTokenizerZip("detokenizer.zip"));
}

}  // namespace
}  // namespace redquill::model
