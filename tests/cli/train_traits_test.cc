// redquill-train … --traits: one network that learns several scores, and the program that gives
// them.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/cli/training.h"

namespace redquill::cli {
namespace {

using nlohmann::json;

class TrainTraitsTest : public TrainTest {
 protected:
  void SetUp() override {
    TrainTest::SetUp();
    if (Train({"lstm", "--help"}).status != 0) GTEST_SKIP() << "built without LibTorch";
    // Two traits beside the score of MadeUpTable: one that rises with it, unknown of one in fifteen
    // essay, and one that falls.
    std::string table = MadeUpTable(120), out = "essay_id,Cohesion,Word choice,";
    size_t at = table.find(',') + 1, row = 0;
    out += table.substr(at, table.find('\n') + 1 - at);
    for (size_t line = table.find('\n') + 1; line < table.size(); ++row) {
      const size_t end = table.find('\n', line), comma = table.find(',', line);
      const int score = static_cast<int>(1 + row % 5);
      out += table.substr(line, comma - line) + "," + (row % 15 == 2 ? "" : std::to_string(score)) +
             "," + std::to_string(6 - score) + table.substr(comma, end + 1 - comma);
      line = end + 1;
    }
    Write("essays.csv", out);
    std::string folds = "essay_id\tfold\n";
    for (int i = 0; i < 120; ++i) {
      folds += "e" + std::to_string(i) + "\t" + std::to_string(i / 5 % 2) + "\n";
    }
    Write("folds.tsv", folds);
  }
  std::vector<std::string> Small(std::vector<std::string> arguments) {
    for (const char* more :
         {"--data", "essays.csv", "--traits", "Cohesion,Word choice", "--width", "8", "--hidden",
          "8", "--epochs", "4", "--batch-tokens", "512", "--quiet", "--json"}) {
      arguments.emplace_back(more);
    }
    return arguments;
  }
};

TEST_F(TrainTraitsTest, AreMeasuredPackedAndGiven) {
  const Ran cv = Train(Small({"cv", "lstm", "--folds", "folds.tsv", "--scores", "out.csv"}));
  ASSERT_EQ(cv.status, 0) << cv.err << cv.out;
  const json report = json::parse(cv.out);
  ASSERT_EQ(report["rungs"].size(), 3u);
  EXPECT_EQ(report["rungs"][0]["name"], "cohesion");
  EXPECT_EQ(report["rungs"][1]["name"], "word-choice");
  EXPECT_EQ(report["rungs"][2]["name"], "lstm, holistic");
  EXPECT_EQ(report["rungs"][0]["calibrated"]["n"], 112);
  double sum = 0;
  for (const json& rung : report["rungs"]) sum += rung["uncalibrated"]["rmse_raw"].get<double>();
  EXPECT_DOUBLE_EQ(report["mean_rmse"], sum / 3);
  EXPECT_EQ(report["rungs"][1]["calibrated"]["n"], 120);
  const std::string scores = *ReadFile(dir_ + "/out.word-choice.csv", 1 << 20);
  EXPECT_NE(scores.find("e0,Trees,5,"), std::string::npos) << scores.substr(0, 200);
  EXPECT_NE(ReadFile(dir_ + "/out.csv", 1 << 20)->find("e0,Trees,1,"), std::string::npos);
  Write("cv.json", cv.out);

  const Ran trained = Train(Small({"lstm", "--out", "traits.rqm", "--evaluation", "cv.json"}));
  ASSERT_EQ(trained.status, 0) << trained.err << trained.out;
  EXPECT_LT(json::parse(trained.out)["export"]["largest_difference_from_training"], 1e-4);
  const auto redquill = [&](std::vector<std::string> arguments) {
    arguments.insert(arguments.end(), {"--models", "."});
    return RunProgram(arguments, options_);
  };
  const Ran shown = redquill({"models", "show", "traits"});
  EXPECT_NE(shown.out.find("output        word-choice on 1..5"), std::string::npos) << shown.out;

  Write("essay.txt", "However, trees matter. For example, an oak gives shade to everyone.");
  const Ran sheet = redquill({"score", "essay.txt", "--model", "traits"});
  ASSERT_EQ(sheet.status, 0) << sheet.err;
  for (const char* name : {"holistic ", "cohesion ", "word-choice "}) {
    EXPECT_NE(sheet.out.find(name), std::string::npos) << sheet.out;
  }
  Write("class.csv", "id,text\na,\"However, trees matter; an oak gives shade.\"\nb,\n");
  const Ran csv = redquill({"score", "class.csv", "--csv", "--model", "traits"});
  EXPECT_EQ(csv.status, 1) << csv.err;
  EXPECT_TRUE(csv.out.starts_with(
      "id,score,calibrated,raw,model,part,prompt,notes,holistic,cohesion,word-choice\n"))
      << csv.out;
  const std::string last = csv.out.substr(csv.out.find("\nb,") + 1);
  EXPECT_EQ(last.substr(last.size() - 4), ",,,\n") << last;
  const Ran lines = redquill({"score", "class.csv", "--model", "traits"});
  EXPECT_NE(lines.out.find("word-choice "), std::string::npos) << lines.out;
  const json answer =
      json::parse(redquill({"score", "essay.txt", "--json", "--model", "traits"}).out);
  EXPECT_EQ(answer["output"], "holistic");
  EXPECT_EQ(answer["traits"]["holistic"]["score"], answer["score"]);
  EXPECT_TRUE(answer["traits"].contains("cohesion"));
}

TEST_F(TrainTraitsTest, BadTraitsAreRefusedByName) {
  const auto refused = [&](std::vector<std::string> arguments, const std::string& says) {
    const Ran ran = Train(arguments);
    EXPECT_EQ(ran.status, 2) << ran.out;
    EXPECT_NE((ran.out + ran.err).find(says), std::string::npos) << ran.out << ran.err;
  };
  auto scales = Small({"cv", "lstm", "--folds", "folds.tsv", "--prompt-scales"});
  refused(scales, "--prompt-scales");
  auto off = Small({"lstm", "--out", "bad.rqm"});
  off.insert(off.end(), {"--scale", "1:4"});
  refused(off, "for cohesion");
  refused({"lstm", "--data", "essays.csv", "--traits", "Grammar", "--out", "bad.rqm", "--json"},
          "Grammar");
  EXPECT_FALSE(std::filesystem::exists(dir_ + "/bad.rqm"));
}

}  // namespace
}  // namespace redquill::cli
