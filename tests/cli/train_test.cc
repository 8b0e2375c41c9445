// redquill-train features, and what it trains used by redquill score
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "base/file.h"
#include "base/random.h"
#include "tests/cli/run.h"

namespace redquill::cli {
namespace {

/// Made-up essays: the better the score, the more of the better sentences.
std::string MadeUpTable(int essays) {
  static const char* const kPlain[] = {"I like the park.", "It is fun.", "we go there alot.",
                                       "The dog runs and the dog runs.", "It is good."};
  static const char* const kRich[] = {
      "However, a park also teaches patience, because trees grow slowly.",
      "For example, our neighbours planted an oak that none of them will see grown.",
      "Although some people prefer a parking lot, shade is worth more in August.",
      "Consequently, the council should protect what earlier generations planted.",
      "In conclusion, a town without trees is a town without memory."};
  Random random(7);
  std::string table = "essay_id,score,prompt_name,full_text\n";
  for (int i = 0; i < essays; ++i) {
    const int score = 1 + i % 5;
    std::string text;
    for (int s = 0; s < 8 + score * 2; ++s) {
      const bool rich = static_cast<int>(random.Below(6)) < score;
      text += std::string(rich ? kRich[random.Below(5)] : kPlain[random.Below(5)]) + " ";
    }
    table += "e" + std::to_string(i) + "," + std::to_string(score) + "," +
             (i % 2 ? "Parks" : "Trees") + ",\"" + text + "Essay number " + std::to_string(i) +
             ".\"\n";
  }
  return table;
}

class TrainTest : public ::testing::Test {
 protected:
  void SetUp() override {
    dir_ = ::testing::TempDir() + "rq_train_" + std::to_string(::getpid());
    std::filesystem::create_directories(dir_);
    options_.folder = dir_;
    options_.timeout = std::chrono::seconds(200);
  }
  void TearDown() override { std::filesystem::remove_all(dir_); }

  Ran Train(std::vector<std::string> arguments) {
    RunOptions options = options_;
    options.program = REDQUILL_TRAIN_PROGRAM;
    return RunProgram(arguments, options);
  }
  void Write(const std::string& name, const std::string& text) {
    ASSERT_TRUE(WriteFileAtomically(dir_ + "/" + name, text));
  }

  std::string dir_;
  RunOptions options_;
};

TEST_F(TrainTest, TheSameSeedGivesTheSameBytesWhateverTheThreads) {
  Write("essays.csv", MadeUpTable(60));
  const Ran one =
      Train({"features", "--data", "essays.csv", "--out", "model.rqm", "--threads", "1"});
  ASSERT_EQ(one.status, 0) << one.err;
  const std::string first = *ReadFile(dir_ + "/model.rqm", 1 << 26);
  const Ran two =
      Train({"features", "--data", "essays.csv", "--out", "model.rqm", "--threads", "3"});
  ASSERT_EQ(two.status, 0) << two.err;
  EXPECT_TRUE(first == *ReadFile(dir_ + "/model.rqm", 1 << 26));

  Write("essay.txt", "However, trees matter. For example, an oak gives shade to everyone.");
  const Ran scored =
      RunProgram({"score", "essay.txt", "--json", "--models", ".", "--model", "model"}, options_);
  ASSERT_EQ(scored.status, 0) << scored.err;
  const auto line = nlohmann::json::parse(scored.out);
  EXPECT_GE(line["score"], 1);
  EXPECT_LE(line["score"], 5);

  Write("answer.json", scored.out);
  const Ran holds = RunProgram(
      {"verify-receipt", "answer.json", "--essay", "essay.txt", "--models", "."}, options_);
  EXPECT_EQ(holds.status, 0) << holds.out << holds.err;
  Write("other.txt", "However, trees matter. For example, an oak gives shade to nobody.");
  const Ran broken = RunProgram(
      {"verify-receipt", "answer.json", "--essay", "other.txt", "--models", "."}, options_);
  EXPECT_EQ(broken.status, 1);
  EXPECT_NE(broken.out.find("text_sha256"), std::string::npos);
}

TEST_F(TrainTest, BadDataIsRefusedAndNothingIsWritten) {
  struct Case {
    const char* what;
    std::string table;
  };
  const std::string good = MadeUpTable(60);
  std::string missing = good, constant = good;
  missing.replace(missing.find("e7,3,"), 5, "e7,,");
  for (size_t at = 0; (at = constant.find("\ne", at)) != std::string::npos; ++at) {
    constant[constant.find(',', at) + 1] = '3';
  }
  const Case cases[] = {{"missing score", missing},
                        {"one score only", constant},
                        {"too few essays", good.substr(0, good.find("e5,"))},
                        {"no header", ""},
                        {"double id", good + "e1,2,Parks,\"Another essay about a park.\"\n"}};
  for (const auto& one : cases) {
    Write("bad.csv", one.table);
    const Ran ran = Train({"features", "--data", "bad.csv", "--out", "bad.rqm"});
    EXPECT_NE(ran.status, 0) << one.what;
    EXPECT_NE(ran.err.find("redquill-train: "), std::string::npos) << one.what;
    EXPECT_FALSE(std::filesystem::exists(dir_ + "/bad.rqm")) << one.what;
  }
  const Ran folds =
      Train({"features", "--data", "bad.csv", "--folds", "absent.tsv", "--out", "bad.rqm"});
  EXPECT_NE(folds.status, 0);
}

}  // namespace
}  // namespace redquill::cli
