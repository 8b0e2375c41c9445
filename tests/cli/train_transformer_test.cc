// redquill-train pretrain, distilbert, deberta-v3, gpt2 and llama: from a tokenizer to a package
// that scores.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <sstream>

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

    // What it wrote goes on from there, its language head too.
    const Ran more = Train({"pretrain",   "--architecture",  architecture, "--init",
                            "body",       "--data",          "essays.csv", "--without",
                            "essays.csv", "--folds",         "folds.tsv",  "--fold",
                            "1",          "--out",           "more",       "--epochs",
                            "1",          "--learning-rate", "1e-12",      "--max-tokens",
                            "200",        "--batch-tokens",  "2048",       "--json"});
    ASSERT_EQ(more.status, 0) << more.err;
    EXPECT_NEAR(nlohmann::json::parse(more.out).at("history").at("validation_loss").get<double>(),
                told.at("history").at("validation_loss").get<double>(), 1e-3)
        << architecture;

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

TEST_F(TrainTransformerTest, FineTunesALlamaByAdapters) {
  LearnTokenizer("bpe");
  const Ran refused = Small({"llama", "--tokenizer", "tokenizer.json", "--data", "essays.csv",
                             "--epochs", "1", "--out", "whole.rqm"});
  EXPECT_NE(refused.status, 0);
  EXPECT_NE(refused.err.find("--adapters 0"), std::string::npos) << refused.err;
  const Ran whole =
      Small({"llama", "--tokenizer", "tokenizer.json", "--data", "essays.csv", "--epochs", "1",
             "--adapters", "0", "--keep", "whole", "--out", "whole.rqm"});
  ASSERT_EQ(whole.status, 0) << whole.err;
  const std::vector<std::string> adapt = {
      "llama", "--data",   "essays.csv",  "--adapters", "4",      "--adapter-alpha",
      "8",     "--epochs", "2",           "--pooling",  "last",   "--batch-tokens",
      "2048",  "--work",   "work",        "--keep",     "merged", "--max-tokens",
      "200",   "--out",    "adapted.rqm", "--threads",  "1",      "--init"};
  const auto from = [&](const char* start) {
    auto arguments = adapt;
    arguments.push_back(start);
    return Train(arguments);
  };
  const Ran adapted = from("whole");
  ASSERT_EQ(adapted.status, 0) << adapted.err;
  ExpectScores("adapted");
  // Only what learns is kept of a training's state.
  EXPECT_LT(fs::file_size(dir_ + "/work.safetensors"),
            fs::file_size(dir_ + "/merged/model.safetensors"));
  EXPECT_EQ(Read("merged/model.safetensors").find("lora_"), std::string::npos);
  EXPECT_NE(Read("merged/model.safetensors"), Read("whole/model.safetensors"));
  const Ran package = from("whole.rqm");
  EXPECT_NE(package.status, 0);
  EXPECT_NE(package.err.find("a written llama can't be trained on from"), std::string::npos)
      << package.err;

  const Ran measured =
      Train({"cv", "llama", "--init", "whole", "--data", "essays.csv", "--folds", "folds.tsv",
             "--epochs", "1", "--max-tokens", "200", "--scores", "scores.csv"});
  ASSERT_EQ(measured.status, 0) << measured.err;
  EXPECT_EQ(std::ranges::count(Read("scores.csv"), '\n'), 121);
}

TEST_F(TrainTransformerTest, MakesASmallOneOfALargeOne) {
  LearnTokenizer("wordpiece");
  const Ran pretrained = Small({"pretrain", "--architecture", "bert", "--tokenizer",
                                "tokenizer.json", "--data", "essays.csv", "--out", "large"});
  ASSERT_EQ(pretrained.status, 0) << pretrained.err;
  const Ran shrunk = Train({"shrink", "--from", "large", "--layers", "1", "--data", "essays.csv",
                            "--min-count", "100", "--out", "small", "--json"});
  ASSERT_EQ(shrunk.status, 0) << shrunk.err;
  const auto told = nlohmann::json::parse(shrunk.out);
  EXPECT_EQ(told["layers"], 1);
  EXPECT_EQ(told["layers_before"], 2);
  EXPECT_LT(told["tokens"], told["tokens_before"]);
  const Ran trained =
      Train({"distilbert", "--init", "small", "--data", "essays.csv", "--out", "small.rqm",
             "--epochs", "1", "--threads", "1", "--max-tokens", "200"});
  ASSERT_EQ(trained.status, 0) << trained.err;
  ExpectScores("small");

  const Ran absent = Train(
      {"shrink", "--from", "large", "--layers", "0,2", "--data", "essays.csv", "--out", "none"});
  EXPECT_EQ(absent.status, 2);
  EXPECT_NE(absent.err.find("at most 1"), std::string::npos) << absent.err;
  EXPECT_FALSE(fs::exists(dir_ + "/none"));
}

// A package goes on to another rubric, whose scores are ten times as high: it starts from what it
// has learned, head and all.
TEST_F(TrainTransformerTest, AdaptsAPackageToOtherScores) {
  LearnTokenizer("wordpiece");
  const Ran first = Small({"distilbert", "--tokenizer", "tokenizer.json", "--data", "essays.csv",
                           "--epochs", "12", "--learning-rate", "1e-3", "--out", "first.rqm"});
  ASSERT_EQ(first.status, 0) << first.err;
  std::string table = "essay_id,score,prompt_name,full_text\n";
  std::istringstream lines(MadeUpTable(120));
  std::string line;
  for (std::getline(lines, line); std::getline(lines, line);) {
    const size_t comma = line.find(',');
    table += line.substr(0, comma + 2) + "0" + line.substr(comma + 2) + "\n";
  }
  Write("other.csv", table);
  const auto adapt = [&](const std::string& rate) {
    const Ran ran = Train({"distilbert", "--init", "first.rqm", "--data", "other.csv", "--epochs",
                           "1", "--learning-rate", rate, "--threads", "1", "--max-tokens", "200",
                           "--out", "second.rqm", "--json"});
    EXPECT_EQ(ran.status, 0) << ran.err;
    return nlohmann::json::parse(ran.out).at("validation");
  };
  // Nothing is learned at such a rate: the scores are the first one's, on the other scale. A new
  // head would be off by a variance, 1.
  EXPECT_LT(adapt("1e-9").at("loss"), 0.8);
  const Ran scored =
      RunProgram({"score", "essays.csv", "--json", "--models", ".", "--model", "second"}, options_);
  EXPECT_GE(nlohmann::json::parse(scored.out.substr(0, scored.out.find('\n')))["score"], 10);

  const Ran other = Train({"gpt2", "--init", "first.rqm", "--data", "other.csv", "--out", "x.rqm"});
  EXPECT_NE(other.status, 0);
  EXPECT_NE(other.err.find("holds a checkpoint of distilbert"), std::string::npos) << other.err;
  const Ran features =
      Train({"features", "--data", "essays.csv", "--out", "features.rqm", "--quiet"});
  ASSERT_EQ(features.status, 0) << features.err;
  const Ran none =
      Train({"distilbert", "--init", "features.rqm", "--data", "other.csv", "--out", "x.rqm"});
  EXPECT_NE(none.status, 0);
  EXPECT_NE(none.err.find("model.onnx"), std::string::npos) << none.err;
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
