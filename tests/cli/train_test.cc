// redquill-train features, and what it trains used by redquill score
#include <gtest/gtest.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "tests/cli/training.h"

namespace redquill::cli {
namespace {

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

TEST_F(TrainTest, CompareTellsTheDifferenceAndRefusesOtherEssays) {
  std::string good = "essay_id,prompt,human,raw,calibrated,score\n", bad = good;
  for (int i = 0; i < 40; ++i) {
    const std::string human = std::to_string(1 + i % 5);
    const std::string start = "e" + std::to_string(i) + ",," + human + ",1.5,1.5,";
    good += start + human + "\n";
    bad += start + std::to_string(1 + (i * 3) % 5) + "\n";
  }
  Write("good.csv", good);
  Write("bad.csv", bad);
  const Ran ran = Train({"compare", "bad.csv", "good.csv", "--json"});
  ASSERT_EQ(ran.status, 0) << ran.err;
  const auto systems = nlohmann::json::parse(ran.out)["systems"];
  EXPECT_EQ(systems[1]["qwk"], 1);
  EXPECT_GT(systems[1]["difference_interval"][0], 0);

  const Ran known = Train({"compare", "bad.csv", "--known-prompts"});
  ASSERT_EQ(known.status, 0) << known.err;
  EXPECT_NE(known.out.find("bad, prompts known"), std::string::npos) << known.out;

  Write("less.csv", good.substr(0, good.find("e39")));
  const Ran other = Train({"compare", "good.csv", "less.csv"});
  EXPECT_EQ(other.status, 2);
  EXPECT_NE(other.err.find("essay e39 is missing"), std::string::npos) << other.err;
}

}  // namespace
}  // namespace redquill::cli
