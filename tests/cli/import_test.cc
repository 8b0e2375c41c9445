// redquill models import, then score and embed with what it wrote.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "tests/cli/run.h"
#include "tests/support/tiny_checkpoint.h"

namespace redquill::cli {
namespace {

using nlohmann::json;
using testing::HasSubstr;

class ImportCommandTest : public ::testing::Test {
 protected:
  void SetUp() override {
    dir_ = ::testing::TempDir() + "rq_import_cli_" + std::to_string(::getpid());
    std::filesystem::create_directories(dir_ + "/models");
    options_.folder = dir_;
    std::ofstream(dir_ + "/essay.txt") << "The garden and the garden.\n";
  }
  void TearDown() override { std::filesystem::remove_all(dir_); }
  Ran Run(const std::vector<std::string>& arguments) { return RunProgram(arguments, options_); }
  Ran Import(const std::string& checkpoint, std::vector<std::string> more = {}) {
    samples::CopyCheckpoint(checkpoint, dir_ + "/" + checkpoint);
    std::vector<std::string> arguments = {"models", "import", "--from", checkpoint, "--out"};
    arguments.push_back("models/" + checkpoint + ".rqm");
    arguments.insert(arguments.end(), more.begin(), more.end());
    return Run(arguments);
  }

  std::string dir_;
  RunOptions options_;
};

TEST_F(ImportCommandTest, APackageThatScores) {
  const Ran imported = Import("bert", {"--name", "tiny", "--title", "A tiny one", "--json"});
  ASSERT_EQ(imported.status, 0) << imported.out << imported.err;
  const json said = json::parse(imported.out);
  EXPECT_EQ(said.at("file"), "models/bert.rqm");
  EXPECT_EQ(said.at("manifest").at("name"), "tiny");
  EXPECT_EQ(said.at("max_tokens"), 48);

  EXPECT_EQ(Run({"models", "verify", "models/bert.rqm"}).status, 0);
  const Ran scored = Run({"score", "essay.txt", "--model", "tiny", "--json"});
  ASSERT_EQ(scored.status, 0) << scored.out << scored.err;
  const json answer = json::parse(scored.out);
  EXPECT_EQ(answer.at("tokens"), json({{"read", 8}, {"of", 8}}));
  EXPECT_EQ(answer.at("receipt").at("package_digest"), said.at("digest"));
  EXPECT_EQ(answer.at("calibrated"), answer.at("raw"));

  const Ran sheet = Run({"score", "essay.txt", "--model", "tiny"});
  EXPECT_THAT(sheet.out, HasSubstr("5 words, 8 tokens"));
  std::ofstream long_one(dir_ + "/long.txt");
  for (int i = 0; i < 60; ++i) long_one << "garden ";
  long_one.close();
  const Ran cut = Run({"score", "long.txt", "--model", "tiny"});
  EXPECT_EQ(cut.status, 0) << cut.err;
  EXPECT_THAT(cut.out, HasSubstr("60 words, the first 48 of 62 tokens read"));
  EXPECT_THAT(cut.out, HasSubstr("Note: Not read to its end"));

  std::ofstream(dir_ + "/answer.json") << scored.out;
  const Ran verified = Run({"verify-receipt", "answer.json", "--essay", "essay.txt"});
  EXPECT_EQ(verified.status, 0) << verified.out << verified.err;
}

TEST_F(ImportCommandTest, EveryPrecisionScores) {
  for (const auto& [precision, operators] : std::vector<std::pair<std::string, std::string>>{
           {"int8", "fused"}, {"auto", "fused"}, {"fp16", "standard"}, {"fp32", "standard"}}) {
    const Ran imported =
        Import("bert", {"--precision", precision, "--operators", operators, "--replace"});
    ASSERT_EQ(imported.status, 0) << imported.err;
    const Ran scored = Run({"score", "essay.txt", "--model", "bert", "--json"});
    EXPECT_EQ(scored.status, 0) << precision << scored.out << scored.err;
  }
}

TEST_F(ImportCommandTest, AnEncoderEmbeds) {
  const Ran refused = Import("bert_encoder");
  EXPECT_EQ(refused.status, 2);
  EXPECT_THAT(refused.err, HasSubstr("has no head that scores"));
  const Ran imported = Import("bert_encoder", {"--embeddings"});
  ASSERT_EQ(imported.status, 0) << imported.err;
  EXPECT_THAT(imported.out, HasSubstr("a vector of 32 numbers"));
  const Ran embedded = Run({"embed", "essay.txt", "--model", "bert_encoder"});
  ASSERT_EQ(embedded.status, 0) << embedded.out << embedded.err;
  const json line = json::parse(embedded.out);
  EXPECT_EQ(line.at("embedding").size(), 32u);
  EXPECT_EQ(line.at("tokens").at("of"), 8);
  EXPECT_EQ(Run({"score", "essay.txt", "--model", "bert_encoder"}).status, 2);
  EXPECT_THAT(Run({"models", "list"}).out, HasSubstr("vector"));
}

TEST_F(ImportCommandTest, AnOnnxFileScores) {
  samples::CopyExported("bert", dir_ + "/exported");
  std::filesystem::create_directories(dir_ + "/tok");
  std::filesystem::rename(dir_ + "/exported/tokenizer.json", dir_ + "/tok/tokenizer.json");
  const std::vector<std::string> import = {"models", "import", "--onnx", "exported/model.onnx"};
  const auto with = [&](std::vector<std::string> more) {
    std::vector<std::string> all = import;
    all.insert(all.end(), more.begin(), more.end());
    return Run(all);
  };
  const Ran imported = with({"--tokenizer", "tok", "--out", "models/o.rqm", "--scale", "0:4:1"});
  ASSERT_EQ(imported.status, 0) << imported.out << imported.err;
  EXPECT_THAT(imported.out, HasSubstr("holistic on 0..4"));
  EXPECT_EQ(Run({"models", "verify", "models/o.rqm"}).status, 0);
  const Ran scored = Run({"score", "essay.txt", "--model", "o", "--json"});
  ASSERT_EQ(scored.status, 0) << scored.out << scored.err;
  EXPECT_EQ(json::parse(scored.out).at("tokens"), json({{"read", 8}, {"of", 8}}));

  EXPECT_THAT(with({"--out", "x.rqm"}).err, HasSubstr("neither a tokenizer.json"));
  EXPECT_NE(with({"--tokenizer", "tok", "--out", "x.rqm", "--precision", "int8"}).status, 0);
  EXPECT_NE(with({"--tokenizer", "tok", "--out", "x.rqm", "--from", "exported"}).status, 0);
  const Ran nothing = Run({"models", "import", "--out", "x.rqm"});
  EXPECT_EQ(nothing.status, 2);
  EXPECT_THAT(nothing.err, HasSubstr("--from FOLDER or --onnx FILE"));
}

// 64 positions are asked of a graph that has 48: loading runs it at its longest.
TEST_F(ImportCommandTest, AnOnnxFileThatReadsLessThanItIsSaidToIsNotLoaded) {
  samples::CopyExported("bert", dir_ + "/exported");
  ASSERT_EQ(Run({"models", "import", "--onnx", "exported/model.onnx", "--out", "models/o.rqm",
                 "--max-tokens", "64"})
                .status,
            0);
  const Ran scored = Run({"score", "essay.txt", "--model", "o"});
  EXPECT_NE(scored.status, 0);
  EXPECT_THAT(scored.err, HasSubstr("at 64 tokens"));
}

TEST_F(ImportCommandTest, RefusesWithTheReason) {
  EXPECT_EQ(Import("bert").status, 0);
  const Ran again = Import("bert");
  EXPECT_EQ(again.status, 2);
  EXPECT_THAT(again.err, HasSubstr("is there already"));
  const Ran nowhere = Run({"models", "import", "--from", "none", "--out", "x.rqm", "--json"});
  EXPECT_EQ(nowhere.status, 2);
  EXPECT_EQ(json::parse(nowhere.out).at("error").at("code"), "not_found");
  EXPECT_EQ(Run({"models", "import", "--from", "bert", "--out", "x.zip"}).status, 2);
  const Ran name = Run({"models", "import", "--from", "bert", "--out", "My Model.rqm"});
  EXPECT_EQ(name.status, 2);
  EXPECT_THAT(name.err, HasSubstr("name must start with"));
  EXPECT_FALSE(std::filesystem::exists(dir_ + "/My Model.rqm"));
  const Ran scale = Run({"models", "import", "--from", "bert", "--out", "x.rqm", "--scale", "6:1"});
  EXPECT_THAT(scale.err, HasSubstr("is no scale"));
  EXPECT_NE(
      Run({"models", "import", "--from", "bert", "--out", "x.rqm", "--precision", "int4"}).status,
      0);
}

}  // namespace
}  // namespace redquill::cli
