// redquill evaluate: figures, folds, predictions, warnings and refusals.
#include "base/sha256.h"
#include "tests/cli/length_model_test.h"

namespace redquill::cli {
namespace {

using nlohmann::json;
using samples::EssayOfLength;

class Evaluate : public LengthModelTest {
 protected:
  /// 60 essays on two prompts. The model gives 1 + i % 6; the human score is one more for every
  /// fifth essay, and the last one has none.
  void SetUp() override {
    LengthModelTest::SetUp();
    std::string csv = "id,text,score,prompt\n", folds = "id\tfold\n";
    for (int i = 0; i < 60; ++i) {
      const int given = 1 + i % 6;
      const std::string human = i == 59 ? "" : std::to_string(given + (i % 5 == 0 ? 1 : 0));
      csv += "e" + std::to_string(i) + "," + EssayOfLength(10 * given) + "," + human + "," +
             (i % 2 == 0 ? "Gardens" : "Trains") + "\n";
      if (i < 59) folds += "e" + std::to_string(i) + "\t" + std::to_string(i % 3) + "\n";
    }
    Write("data.csv", csv);
    Write("folds.tsv", folds);
  }

  json Figures(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "evaluate");
    arguments.push_back("--json");
    const Ran ran = Run(arguments);
    EXPECT_EQ(ran.status, 0) << ran.out << ran.err;
    return json::parse(ran.out);
  }
  void Refuses(std::vector<std::string> arguments, std::string_view message) {
    arguments.insert(arguments.begin(), "evaluate");
    const Ran ran = Run(arguments);
    EXPECT_EQ(ran.status, 2) << ran.out;
    EXPECT_TRUE(Has(ran.err, message)) << ran.err;
  }
};

TEST_F(Evaluate, AModelOnATable) {
  const json figures = Figures({"--data", "data.csv"});
  EXPECT_EQ(figures["n"], 59);
  EXPECT_EQ(figures["without_score"], 1);
  EXPECT_NEAR(figures["exact"].get<double>(), 47.0 / 59, 1e-12);
  EXPECT_EQ(figures["adjacent"], 1);
  EXPECT_NEAR(figures["rmse"].get<double>(), std::sqrt(12.0 / 59), 1e-12);
  EXPECT_GT(figures["qwk"], 0.9);
  EXPECT_LT(figures["qwk_interval"][0], figures["qwk"]);
  EXPECT_GT(figures["qwk_interval"][1], figures["qwk"]);
  EXPECT_EQ(figures["prompts"].size(), 2u);
  EXPECT_EQ(figures["prompts"][0]["prompt"], "Gardens");
  EXPECT_TRUE(figures["mean_over_prompts"]["qwk"].is_number());
  EXPECT_TRUE(figures["warnings"].empty());
  EXPECT_TRUE(figures["system"].get<std::string>().starts_with("length "));
  EXPECT_EQ(Figures({"--data", "data.csv", "--threads", "3"}), figures);
  EXPECT_NE(Figures({"--data", "data.csv", "--seed", "2"})["qwk_interval"],
            figures["qwk_interval"]);
}

TEST_F(Evaluate, IsToldToAPerson) {
  const Ran ran = Run({"evaluate", "--data", "data.csv"});
  EXPECT_EQ(ran.status, 0) << ran.err;
  for (const char* word : {"59 essays", "QWK", "95% interval", "RMSE", "SMD", "SD ratio", "exact",
                           "adjacent", "Gardens", "mean over prompts", "human\\ours",
                           "without a human score, not in the figures: 1."}) {
    EXPECT_TRUE(Has(ran.out, word)) << word;
  }
}

TEST_F(Evaluate, AFoldIsItsTestEssays) {
  const json fold = Figures({"--data", "data.csv", "--folds", "folds.tsv", "--fold", "1"});
  EXPECT_EQ(fold["n"], 20);
  Refuses({"--data", "data.csv", "--folds", "folds.tsv"}, "--fold K with K from 0 to 2");
  Refuses({"--data", "data.csv", "--folds", "folds.tsv", "--fold", "3"}, "K from 0 to 2");
  Refuses({"--data", "data.csv", "--fold", "1"}, "--fold needs --folds");
  Write("other.tsv", "id\tfold\nx\t0\n");
  Refuses({"--data", "data.csv", "--folds", "other.tsv", "--fold", "0"},
          "59 essays are in no fold (first: e0)");
}

TEST_F(Evaluate, WarnsOfEssaysThatTheModelLearnedFrom) {
  const std::string digest = Sha256Hex(Read("data.csv"));
  samples::WriteLengthModel(dir_ + "/models/trained.rqm", "trained",
                            {{"class of 2020", digest, 59, "CC0-1.0"}});
  const json same = Figures({"--data", "data.csv", "--model", "trained"});
  ASSERT_EQ(same["warnings"].size(), 1u);
  EXPECT_TRUE(Has(same["warnings"][0].get<std::string>(), "trained on this table (class of 2020)"));
  samples::WriteLengthModel(dir_ + "/models/named.rqm", "named",
                            {{"data", std::string(64, '0'), 59, "CC0-1.0"}});
  const Ran named = Run({"evaluate", "--data", "data.csv", "--model", "named"});
  EXPECT_TRUE(Has(named.out, "WARNING: The model was trained on data of this name (data)"))
      << named.out;
}

TEST_F(Evaluate, PredictionsWithTheirHumanScores) {
  Write("p.csv", "human,score,raw,prompt\n1,1,1.2,a\n2,2,2.4,a\n3,4,3.6,b\n4,4,4.1,b\n");
  const json figures = Figures({"--predictions", "p.csv"});
  EXPECT_EQ(figures["n"], 4);
  EXPECT_EQ(figures["exact"], 0.75);
  EXPECT_EQ(figures["prompts"].size(), 2u);
  EXPECT_NEAR(figures["rmse_raw"].get<double>(), std::sqrt((0.04 + 0.16 + 0.36 + 0.01) / 4), 1e-12);
  EXPECT_EQ(Figures({"--predictions", "p.csv", "--step", "0.5"})["adjacent"], 0.75);
}

TEST_F(Evaluate, PredictionsBesideTheirData) {
  std::string predictions = "id,score,raw\n";
  for (int i = 0; i < 60; ++i) {
    predictions += "e" + std::to_string(i) + "," + std::to_string(1 + i % 6) + ",3.25\n";
  }
  Write("p.csv", predictions);
  const json all = Figures({"--data", "data.csv", "--predictions", "p.csv"});
  const json scored = Figures({"--data", "data.csv"});
  for (const char* name : {"n", "qwk", "qwk_interval", "exact", "rmse", "smd", "sd_ratio"}) {
    EXPECT_EQ(all[name], scored[name]) << name;
  }
  EXPECT_EQ(all["prompts"].size(), 2u);
  EXPECT_EQ(Figures({"--data", "data.csv", "--predictions", "p.csv", "--folds", "folds.tsv",
                     "--fold", "0"})["n"],
            20);
}

TEST_F(Evaluate, RefusesPredictionsThatDontFit) {
  Write("p.csv", "id,score\ne0,1\ne1,2\n");
  Refuses({"--predictions", "p.csv"}, "predictions need a column human");
  Refuses({"--predictions", "p.csv", "--data", "data.csv"},
          "57 of 59 essays of data.csv have no prediction (first: e2)");
  Write("p.csv", "id,score\ne0,1\ne0,2\n");
  Refuses({"--predictions", "p.csv", "--data", "data.csv"}, "line 3: the id e0 comes twice");
  Write("p.csv", "human,score\n1,one\n");
  Refuses({"--predictions", "p.csv"}, "line 2: column score is not a number");
  Write("p.csv", "human,system\n1,1\n");
  Refuses({"--predictions", "p.csv"}, "there is no column score; there are human, system");
}

TEST_F(Evaluate, RefusesWhatCantBeMeasured) {
  Refuses({}, "Give --data TABLE");
  Refuses({"--data", "gone.csv"}, "gone.csv can't be opened");
  Refuses({"--data", "data.csv", "--score-column", "grade"}, "there is no column grade");
  Refuses({"--data", "data.csv", "--model", "nope"}, "length");
  Write("one.csv", "id,text,score\n1," + EssayOfLength(20) + ",2\n");
  Refuses({"--data", "one.csv"}, "Fewer than two essays");
  Write("twice.csv", "id,text,score\n1,a b,2\n1,a b,2\n");
  Refuses({"--data", "twice.csv"}, "the id 1 comes twice");
  Write("word.csv", "id,text,score\n1,a b,two\n");
  Refuses({"--data", "word.csv"}, "line 2: column score is not a number");
}

TEST_F(Evaluate, EssaysThatCantBeScoredAreToldAndLeftOut) {
  Write("some.csv",
        "id,text,score\n1," + EssayOfLength(20) + ",2\n2,,3\n3," + EssayOfLength(30) + ",3\n");
  const Ran ran = Run({"evaluate", "--data", "some.csv", "--json"});
  EXPECT_EQ(ran.status, 1);
  EXPECT_TRUE(Has(ran.err, "could not be scored and are not in the figures: 1")) << ran.err;
  EXPECT_EQ(json::parse(ran.out)["n"], 2);
  EXPECT_EQ(json::parse(ran.out)["refused"], 1);
}

TEST_F(Evaluate, AFullDisk) {
  const Ran ran = Shell("\"$R\" evaluate --data data.csv > /dev/full");
  EXPECT_EQ(ran.status, 1);
  EXPECT_TRUE(Has(ran.err, "No space left on device")) << ran.err;
}

}  // namespace
}  // namespace redquill::cli
