// redquill-train minilm and cv minilm, with a tiny random encoder.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "model/package.h"
#include "tests/cli/training.h"
#include "tests/support/paths.h"
#include "tests/support/tiny_checkpoint.h"

namespace redquill::cli {
namespace {

namespace fs = std::filesystem;

class TrainMinilmTest : public TrainTest {
 protected:
  void SetUp() override {
    TrainTest::SetUp();
    samples::CopyCheckpoint("bert_encoder", dir_ + "/tiny");
    Write("essays.csv", MadeUpTable(120));
    std::string folds = "essay_id\tfold\n";
    for (int i = 0; i < 120; ++i) {
      folds += "e" + std::to_string(i) + "\t" + std::to_string(i / 10 % 2) + "\n";
    }
    Write("folds.tsv", folds);
  }

  Ran Train(std::vector<std::string> arguments, std::chrono::seconds timeout = {}) {
    RunOptions options = options_;
    options.program = tests::BuiltPath("apps/redquill-train/redquill-train");
    if (timeout.count() > 0) options.timeout = timeout;
    for (const char* more : {"--init", "tiny", "--data", "essays.csv", "--trained-layers", "1",
                             "--batch-tokens", "4096", "--threads", "1", "--max-tokens", "400"}) {
      arguments.push_back(more);
    }
    return RunProgram(arguments, options);
  }
  std::string Read(const std::string& name) {
    const auto text = ReadFile(dir_ + "/" + name, 1 << 26);
    EXPECT_TRUE(text) << name;
    return text ? *text : "";
  }
};

TEST_F(TrainMinilmTest, TrainsAPackageThatScores) {
  const Ran trained = Train({"minilm", "--out", "mini.rqm", "--work", "work", "--keep", "kept",
                             "--epochs", "2", "--precision", "fp32", "--json"});
  ASSERT_EQ(trained.status, 0) << trained.err;
  const auto told = nlohmann::json::parse(trained.out);
  EXPECT_EQ(told.at("essays"), 120);
  EXPECT_LT(told.at("export").at("largest_difference_from_training"), 1e-4);
  EXPECT_FALSE(told.at("export").contains("int8_qwk"));
  EXPECT_EQ(std::ranges::count(Read("work.jsonl"), '\n'), 2);
  EXPECT_NE(Read("work.svg").find("<svg"), std::string::npos);

  Write("essay.txt", "A town without trees is a town without memory. Shade is worth much.");
  const Ran scored =
      RunProgram({"score", "essay.txt", "--json", "--models", ".", "--model", "mini"}, options_);
  ASSERT_EQ(scored.status, 0) << scored.err;
  const auto line = nlohmann::json::parse(scored.out);
  EXPECT_GE(line["score"], 1);
  EXPECT_LE(line["score"], 5);

  // What was kept is a checkpoint that can be trained on.
  fs::remove_all(dir_ + "/tiny");
  fs::rename(dir_ + "/kept", dir_ + "/tiny");
  const Ran again = Train({"minilm", "--out", "more.rqm", "--epochs", "1"});
  EXPECT_EQ(again.status, 0) << again.err;
}

TEST_F(TrainMinilmTest, SaysWhatInt8CostsAndKeepsFp32WhereThatIsTooMuch) {
  const Ran trained = Train({"minilm", "--out", "mini.rqm", "--epochs", "1", "--json"});
  ASSERT_EQ(trained.status, 0) << trained.err;
  const auto check = nlohmann::json::parse(trained.out).at("export");
  const double cost = check.at("fp32_qwk").get<double>() - check.at("int8_qwk").get<double>();
  const std::string kept = cost <= 0.005 ? "int8" : "fp32";
  EXPECT_EQ(check.at("precision"), kept);
  EXPECT_GT(check.at("largest_change_by_int8"), 0);

  const Ran shown = RunProgram({"models", "inspect", "mini.rqm", "--json"}, options_);
  ASSERT_EQ(shown.status, 0) << shown.err;
  EXPECT_EQ(nlohmann::json::parse(shown.out)["onnx"]["metadata"]["redquill.precision"], kept);
  const auto package = model::Package::Open(dir_ + "/mini.rqm");
  ASSERT_TRUE(package);
  EXPECT_EQ((*package)->manifest().metrics.at("export"), check);
  EXPECT_NE((*package)->Text("MODEL_CARD.md")->find("this package is " + kept), std::string::npos);
}

TEST_F(TrainMinilmTest, EachHeadAndPoolingIsWrittenAsItWasTrained) {
  const std::vector<std::vector<std::string>> heads = {
      {"--loss", "ordinal", "--pooling", "gem"},
      {"--loss", "huber", "--pooling", "attention", "--huber", "0.5"}};
  for (auto head : heads) {
    head.insert(head.begin(),
                {"minilm", "--out", "mini.rqm", "--epochs", "2", "--precision", "fp32", "--json"});
    const Ran trained = Train(head);
    ASSERT_EQ(trained.status, 0) << trained.err << trained.out;
    const auto check = nlohmann::json::parse(trained.out).at("export");
    EXPECT_LT(check.at("largest_difference_from_training"), 1e-4);
    Write("essay.txt", "Shade is worth much, because August is hot.");
    const Ran scored =
        RunProgram({"score", "essay.txt", "--json", "--models", ".", "--model", "mini"}, options_);
    ASSERT_EQ(scored.status, 0) << scored.err;
    EXPECT_GT(nlohmann::json::parse(scored.out)["raw"], 0.5);
  }
  const Ran levels = Train({"cv", "minilm", "--folds", "folds.tsv", "--epochs", "1", "--loss",
                            "ordinal", "--prompt-scales"});
  EXPECT_NE(levels.status, 0);
  EXPECT_NE(levels.err.find("one scale"), std::string::npos) << levels.err;
}

TEST_F(TrainMinilmTest, GoesOnAfterAKillToTheSameBytes) {
  const std::vector<std::string> whole = {"minilm", "--out", "mini.rqm", "--epochs", "60"};
  ASSERT_EQ(Train(whole).status, 0);
  const std::string wanted = Read("mini.rqm");
  fs::remove(dir_ + "/mini.rqm");
  std::vector<std::string> kept = whole;
  kept.insert(kept.end(), {"--work", "work"});
  const Ran killed = Train(kept, std::chrono::seconds(1));
  EXPECT_EQ(killed.timed_out, !fs::exists(dir_ + "/mini.rqm"));
  const Ran resumed = Train(kept);
  ASSERT_EQ(resumed.status, 0) << resumed.err;
  // The model is the same; its card names another command.
  Write("essay.txt", "However, a park also teaches patience, because trees grow slowly.");
  const auto score = [&](const std::string& bytes) {
    Write("mini.rqm", bytes);
    const Ran scored =
        RunProgram({"score", "essay.txt", "--json", "--models", ".", "--model", "mini"}, options_);
    EXPECT_EQ(scored.status, 0) << scored.err;
    return nlohmann::json::parse(scored.out).at("raw").dump();
  };
  const std::string got = Read("mini.rqm");
  EXPECT_EQ(score(got), score(wanted));
}

TEST_F(TrainMinilmTest, CrossValidatesEveryEssayOnce) {
  const Ran ran = Train({"cv", "minilm", "--folds", "folds.tsv", "--epochs", "1", "--scores",
                         "scores.csv", "--work", "cv", "--json"});
  ASSERT_EQ(ran.status, 0) << ran.err;
  const std::string scores = Read("scores.csv");
  EXPECT_EQ(std::ranges::count(scores, '\n'), 121);
  for (int i = 0; i < 120; ++i) {
    EXPECT_NE(scores.find("\ne" + std::to_string(i) + ","), std::string::npos) << i;
  }
  EXPECT_TRUE(fs::exists(dir_ + "/cv/fold-1.svg"));
}

TEST_F(TrainMinilmTest, SaysWhatIsWrong) {
  const Ran diverged = Train({"minilm", "--out", "mini.rqm", "--work", "work", "--learning-rate",
                              "1e30", "--epochs", "30"});
  EXPECT_NE(diverged.status, 0);
  EXPECT_NE(diverged.err.find("diverged"), std::string::npos) << diverged.err;
  EXPECT_FALSE(fs::exists(dir_ + "/mini.rqm"));

  fs::remove(dir_ + "/tiny/tokenizer.json");
  EXPECT_NE(Train({"minilm", "--out", "mini.rqm"}).err.find("tokenizer.json"), std::string::npos);
  samples::CopyCheckpoint("gpt2", dir_ + "/tiny");
  EXPECT_NE(Train({"minilm", "--out", "mini.rqm"}).err.find("gpt2"), std::string::npos);
  fs::remove_all(dir_ + "/tiny");
  EXPECT_NE(Train({"minilm", "--out", "mini.rqm"}).err.find("tiny"), std::string::npos);
}

}  // namespace
}  // namespace redquill::cli
