// redquill-train pretrain, distilbert, deberta-v3 and gpt2: from a tokenizer to a package that
// scores.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "tests/cli/training.h"

namespace redquill::cli {
namespace {

namespace fs = std::filesystem;

const std::vector<std::string> kSmall = {"--layers",       "2",    "--width",      "32",
                                         "--heads",        "2",    "--threads",    "1",
                                         "--batch-tokens", "2048", "--max-tokens", "200"};

class TrainTransformerTest : public TrainTest {
 protected:
  void SetUp() override {
    TrainTest::SetUp();
    Write("essays.csv", MadeUpTable(120));
    std::string folds = "essay_id\tfold\n";
    for (int i = 0; i < 120; ++i) {
      folds += "e" + std::to_string(i) + "\t" + std::to_string(i / 10 % 2) + "\n";
    }
    Write("folds.tsv", folds);
  }
  void LearnTokenizer(const std::string& type) {
    const Ran ran = Train({"tokenizer", "--type", type, "--data", "essays.csv", "--vocab", "400",
                           "--out", "tokenizer.json"});
    ASSERT_EQ(ran.status, 0) << ran.err;
  }
  Ran Small(std::vector<std::string> arguments) {
    arguments.insert(arguments.end(), kSmall.begin(), kSmall.end());
    return Train(arguments);
  }
  std::string Read(const std::string& name) {
    const auto text = ReadFile(dir_ + "/" + name, 1 << 26);
    EXPECT_TRUE(text) << name;
    return text ? *text : "";
  }
  // A score by a package.
  void ExpectScores(const std::string& model) {
    Write("essay.txt", "A town without trees is a town without memory. Shade is worth much.");
    const Ran scored =
        RunProgram({"score", "essay.txt", "--json", "--models", ".", "--model", model}, options_);
    ASSERT_EQ(scored.status, 0) << scored.err;
    const auto line = nlohmann::json::parse(scored.out);
    EXPECT_GE(line["score"], 1);
    EXPECT_LE(line["score"], 5);
  }
};

TEST_F(TrainTransformerTest, PretrainsThenTrainsAPackageThatScores) {
  for (const auto& [architecture, type] :
       {std::pair{"distilbert", "wordpiece"}, std::pair{"deberta-v3", "unigram"},
        std::pair{"gpt2", "bpe"}}) {
    LearnTokenizer(type);
    const Ran pretrained =
        Small({"pretrain",  "--architecture", architecture, "--tokenizer", "tokenizer.json",
               "--data",    "essays.csv",     "--without",  "essays.csv",  "--folds",
               "folds.tsv", "--fold",         "1",          "--out",       "body",
               "--work",    "pretrain",       "--epochs",   "3",           "--json"});
    ASSERT_EQ(pretrained.status, 0) << pretrained.err;
    const auto told = nlohmann::json::parse(pretrained.out);
    EXPECT_EQ(told.at("texts").get<int>() + told.at("validation_texts").get<int>(), 60);
    EXPECT_NE(pretrained.err.find("60 essays left out"), std::string::npos) << pretrained.err;
    EXPECT_EQ(std::ranges::count(Read("pretrain.jsonl"), '\n'), 3);
    EXPECT_LT(told.at("history").at("validation_loss"), 6);  // A guess among 400: 5.99.

    const Ran trained = Train({architecture, "--init", "body", "--data", "essays.csv", "--out",
                               std::string(architecture) + ".rqm", "--epochs", "2", "--threads",
                               "1", "--max-tokens", "200"});
    ASSERT_EQ(trained.status, 0) << trained.err;
    ExpectScores(architecture);
    fs::remove(dir_ + "/pretrain.safetensors");
  }
}

TEST_F(TrainTransformerTest, StartsFromScratchAndCrossValidates) {
  LearnTokenizer("bpe");
  const Ran ran = Small({"cv", "gpt2", "--tokenizer", "tokenizer.json", "--data", "essays.csv",
                         "--folds", "folds.tsv", "--epochs", "1", "--scores", "scores.csv"});
  ASSERT_EQ(ran.status, 0) << ran.err;
  EXPECT_EQ(std::ranges::count(Read("scores.csv"), '\n'), 121);

  // Those scores teach another one.
  const Ran taught =
      Small({"gpt2", "--tokenizer", "tokenizer.json", "--data", "essays.csv", "--epochs", "1",
             "--teacher-scores", "scores.csv", "--teacher-weight", "0.7", "--out", "taught.rqm"});
  ASSERT_EQ(taught.status, 0) << taught.err;
  const Ran card = RunProgram({"models", "show", "taught.rqm"}, options_);
  EXPECT_EQ(card.status, 0) << card.err;
  ExpectScores("taught");
}

TEST_F(TrainTransformerTest, SaysWhatIsWrong) {
  LearnTokenizer("wordpiece");
  const Ran neither = Train({"gpt2", "--data", "essays.csv", "--out", "x.rqm"});
  EXPECT_NE(neither.status, 0);
  EXPECT_NE(neither.err.find("--tokenizer"), std::string::npos) << neither.err;
  const Ran odd = Train({"gpt2", "--tokenizer", "tokenizer.json", "--heads", "3", "--data",
                         "essays.csv", "--out", "x.rqm"});
  EXPECT_NE(odd.status, 0);
  const Ran all = Train({"pretrain", "--architecture", "bert", "--tokenizer", "tokenizer.json",
                         "--data", "essays.csv", "--without", "essays.csv", "--out", "body"});
  EXPECT_NE(all.status, 0);
  EXPECT_NE(all.err.find("at least 50"), std::string::npos) << all.err;
  const Ran fold = Train({"pretrain", "--architecture", "bert", "--tokenizer", "tokenizer.json",
                          "--data", "essays.csv", "--without", "essays.csv", "--folds", "folds.tsv",
                          "--fold", "7", "--out", "body"});
  EXPECT_NE(fold.err.find("folds 0 to 1"), std::string::npos) << fold.err;
  const Ran teacher = Train({"gpt2", "--tokenizer", "tokenizer.json", "--data", "essays.csv",
                             "--teacher-scores", "folds.tsv", "--out", "x.rqm"});
  EXPECT_NE(teacher.err.find("no column calibrated"), std::string::npos) << teacher.err;
}

}  // namespace
}  // namespace redquill::cli
