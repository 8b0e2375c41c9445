// redquill-train tokenizer, and what it learned used by redquill tokenize
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "base/file.h"
#include "tests/cli/run.h"
#include "tests/support/paths.h"

namespace redquill::cli {
namespace {

class TrainTokenizerTest : public ::testing::Test {
 protected:
  void SetUp() override {
    dir_ = ::testing::TempDir() + "rq_train_tokenizer_" + std::to_string(::getpid());
    std::filesystem::create_directories(dir_);
    options_.folder = dir_;
    std::string table = "id,full_text\n";
    for (int i = 0; i < 20; ++i) {
      table += std::to_string(i) +
               ",\"The keeper wrote a letter. The gulls ate the letter, and he wrote it again.\"\n";
    }
    ASSERT_TRUE(WriteFileAtomically(dir_ + "/essays.csv", table));
  }
  void TearDown() override { std::filesystem::remove_all(dir_); }

  Ran Train(std::vector<std::string> arguments) {
    RunOptions options = options_;
    options.program = tests::BuiltPath("apps/redquill-train/redquill-train");
    arguments.insert(arguments.begin(), "tokenizer");
    return RunProgram(arguments, options);
  }

  std::string dir_;
  RunOptions options_;
};

TEST_F(TrainTokenizerTest, WhatItLearnsIsWhatTokenizeReads) {
  const Ran trained = Train({"--type", "bpe", "--data", "essays.csv", "--vocab", "320", "--out",
                             "tokenizer.json", "--json"});
  ASSERT_EQ(trained.status, 0) << trained.err;
  const auto told = nlohmann::json::parse(trained.out);
  EXPECT_EQ(told["essays"], 20);
  EXPECT_LE(told["tokens"], 320);
  ASSERT_TRUE(WriteFileAtomically(dir_ + "/essay.txt", "The keeper ate the letter."));
  const Ran cut =
      RunProgram({"tokenize", "essay.txt", "--tokenizer", "tokenizer.json", "--json"}, options_);
  ASSERT_EQ(cut.status, 0) << cut.err;
  EXPECT_EQ(nlohmann::json::parse(cut.out)["ids"].size(), 8u) << cut.out;
}

TEST_F(TrainTokenizerTest, RefusesWhatItCannotDo) {
  EXPECT_NE(Train({"--type", "morpheme", "--data", "essays.csv", "--out", "t.json"}).status, 0);
  EXPECT_NE(Train({"--type", "bpe", "--data", "absent.csv", "--out", "t.json"}).status, 0);
  EXPECT_NE(
      Train({"--type", "bpe", "--data", "essays.csv", "--vocab", "12", "--out", "t.json"}).status,
      0);
  EXPECT_FALSE(std::filesystem::exists(dir_ + "/t.json"));
}

}  // namespace
}  // namespace redquill::cli
