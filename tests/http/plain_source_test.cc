// `redquill serve` on a folder (file:) that holds ordinary zips.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "base/file.h"
#include "tests/http/raw_client.h"
#include "tests/http/server_process.h"
#include "tests/support/folder_zip.h"
#include "tests/support/tiny_checkpoint.h"

namespace redquill::http {
namespace {

using testing::HasSubstr;

class PlainSource : public testing::Test {
 protected:
  void SetUp() override {
    base_ = testing::TempDir() + "rq_plain_source_" + std::to_string(::getpid());
    std::filesystem::remove_all(base_);
    std::filesystem::create_directories(base_ + "/models");
    samples::CopyCheckpoint("bert", base_ + "/bert");
    Put("aes-model.zip", samples::FolderZip(base_ + "/bert", "bert", samples::OfACheckpoint));
    Put("aes-tokenizer.zip", samples::FolderZip(base_ + "/bert", "t", samples::OfATokenizer));
  }
  void TearDown() override { std::filesystem::remove_all(base_); }
  void Put(const std::string& name, const std::string& bytes) const {
    ASSERT_TRUE(WriteFileAtomically(base_ + "/models/" + name, bytes));
  }
  std::vector<std::string> Models() const { return {"--models", "file:" + base_ + "/models"}; }
  ServerProcess::Environment Cache() const {
    return {{"REDQUILL__ARTIFACTS__CACHE", base_ + "/cache"}};
  }

  std::string base_;
};

TEST_F(PlainSource, ScoresByTheModelInTheZips) {
  const auto bytes = ReadFile(ShippedModels() + "/features.rqm", 1 << 26);
  Put("features.rqm", *bytes);
  for (int start = 0; start < 2; ++start) {
    ServerProcess server(Models(), Cache());
    ASSERT_TRUE(server.AwaitReady()) << server.Err();
    EXPECT_THAT(server.Out(), HasSubstr("2 models"));
    const auto scored = RawClient(server.port())
                            .Ask(PostText("/v1/score", R"({"essay": "The garden and the sea.",)"
                                                       R"( "model": "aes"})"));
    EXPECT_EQ(scored.status, 200) << scored.body;
    EXPECT_THAT(scored.body, HasSubstr(R"("model":"aes")"));
  }
}

TEST_F(PlainSource, ScoresByAnOnnxFileInAZip) {
  samples::CopyExported("distilbert_classes", base_ + "/onnx");
  Put("exported.zip",
      samples::FolderZip(base_ + "/onnx", "exported", [](const std::string&) { return true; }));
  ServerProcess server(Models(), Cache());
  ASSERT_TRUE(server.AwaitReady()) << server.Err();
  const auto scored = RawClient(server.port())
                          .Ask(PostText("/v1/score", R"({"essay": "The garden and the sea.",)"
                                                     R"( "model": "exported"})"));
  EXPECT_EQ(scored.status, 200) << scored.body;
  const auto answer = nlohmann::json::parse(scored.body);
  const double raw = answer.at("raw").is_array() ? answer.at("raw").at(0) : answer.at("raw");
  EXPECT_GT(raw, 1);
  EXPECT_LT(raw, 6);
}

TEST_F(PlainSource, AnOnnxFileThatNoEssayFitsIsRefusedByName) {
  Put("exported.zip",
      samples::RawZip({samples::RawFile::Stored("model.onnx", "no graph"),
                       samples::RawFile::Stored("tokenizer.json", samples::LettersTokenizer())}));
  ServerProcess server(Models(), Cache());
  EXPECT_GT(server.AwaitEnd(), 0);
  EXPECT_THAT(server.Err(), HasSubstr("exported.zip"));
  EXPECT_THAT(server.Err(), HasSubstr("no ONNX model"));
}

TEST_F(PlainSource, ABrokenZipStopsTheStartAndIsNamed) {
  Put("broken.zip", "no zip");
  ServerProcess server(Models(), Cache());
  EXPECT_GT(server.AwaitEnd(), 0);
  EXPECT_THAT(server.Err(), HasSubstr("broken.zip"));
}

}  // namespace
}  // namespace redquill::http
