// redquill-train lstm, cv lstm, cv ensemble and ensemble, and what they make used by redquill score
#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "tests/cli/training.h"

namespace redquill::cli {
namespace {

using nlohmann::json;

class TrainEnsembleTest : public TrainTest {
 protected:
  void SetUp() override {
    TrainTest::SetUp();
    if (Train({"lstm", "--help"}).status != 0) GTEST_SKIP() << "built without LibTorch";
    Write("essays.csv", MadeUpTable(120));
    Write("folds.tsv", Folds(120));
  }
  static std::string Folds(int essays) {
    std::string tsv = "essay_id\tfold\n";
    for (int i = 0; i < essays; ++i) {
      tsv += "e" + std::to_string(i) + "\t" + std::to_string(i / 5 % 2) + "\n";
    }
    return tsv;
  }
  /// With a network so small that a fold takes a second.
  std::vector<std::string> Small(std::vector<std::string> arguments) {
    for (const char* more : {"--data", "essays.csv", "--width", "8", "--hidden", "8", "--epochs",
                             "2", "--batch-tokens", "512", "--quiet", "--json"}) {
      arguments.emplace_back(more);
    }
    return arguments;
  }
  /// redquill models … on the packages in the test's folder.
  Ran Models(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "models");
    arguments.insert(arguments.end(), {"--models", "."});
    return RunProgram(arguments, options_);
  }
  /// Runs a command that must be refused with status 2, its message holding `says`.
  void Refused(const std::vector<std::string>& arguments, const std::string& says) {
    const Ran ran = Train(arguments);
    EXPECT_EQ(ran.status, 2) << ran.out;
    EXPECT_NE((ran.err + ran.out).find(says), std::string::npos) << ran.err << ran.out;
  }
};

TEST_F(TrainEnsembleTest, MembersAreMeasuredWeighedPackedAndServed) {
  const Ran lstm = Train(Small({"cv", "lstm", "--folds", "folds.tsv", "--scores", "lstm.csv"}));
  ASSERT_EQ(lstm.status, 0) << lstm.err << lstm.out;
  EXPECT_EQ(json::parse(lstm.out)["summary"]["essays"], 120);
  const Ran features = Train({"cv", "features", "--data", "essays.csv", "--folds", "folds.tsv",
                              "--no-ablation", "--scores", "features.csv", "--quiet"});
  ASSERT_EQ(features.status, 0) << features.err;
  const Ran both = Train({"cv", "ensemble", "features.csv", "lstm.csv", "--folds", "folds.tsv",
                          "--scores", "both.csv", "--json"});
  ASSERT_EQ(both.status, 0) << both.err << both.out;
  const json report = json::parse(both.out);
  ASSERT_EQ(report["rungs"].size(), 3u);
  EXPECT_EQ(report["rungs"][0]["name"], "features");
  EXPECT_EQ(report["rungs"][2]["name"], "ensemble");
  EXPECT_EQ(report["weights"].size(), 2u);
  Write("both.json", both.out);
  EXPECT_EQ(Train({"compare", "features.csv", "lstm.csv", "both.csv"}).status, 0);

  const Ran alone = Train(Small({"lstm", "--out", "lstm.rqm"}));
  ASSERT_EQ(alone.status, 0) << alone.err << alone.out;
  EXPECT_LT(json::parse(alone.out)["export"]["largest_difference_from_training"], 1e-4);
  ASSERT_EQ(Train({"features", "--data", "essays.csv", "--out", "features.rqm", "--quiet"}).status,
            0);
  const Ran packed =
      Train({"ensemble", "--member", "features.rqm", "--member", "lstm.rqm", "--scores",
             "features.csv", "--scores", "lstm.csv", "--unseen-scores", "features.csv",
             "--unseen-scores", "-", "--evaluation", "both.json", "--out", "both.rqm", "--json"});
  ASSERT_EQ(packed.status, 0) << packed.err << packed.out;
  EXPECT_EQ(json::parse(packed.out)["weights"]["general"][1], 0);

  Write("essay.txt", "However, trees matter. For example, an oak gives shade to everyone.");
  const Ran scored = RunProgram({"score", "essay.txt", "--json", "--explain", "--prompt", "Parks",
                                 "--models", ".", "--model", "both"},
                                options_);
  ASSERT_EQ(scored.status, 0) << scored.err;
  const json answer = json::parse(scored.out);
  // A member without weight is not asked.
  const bool weighed = json::parse(packed.out)["weights"]["prompt"][1] > 0;
  ASSERT_EQ(answer["members"].size(), weighed ? 2u : 1u);
  EXPECT_EQ(answer["members"].back()["name"], weighed ? "lstm" : "features");
  Write("answer.json", scored.out);
  const Ran holds = RunProgram(
      {"verify-receipt", "answer.json", "--essay", "essay.txt", "--models", "."}, options_);
  EXPECT_EQ(holds.status, 0) << holds.out << holds.err;
  EXPECT_EQ(Models({"verify", "both"}).status, 0);
  EXPECT_NE(Models({"show", "both"}).out.find("member        lstm, weight 0.000 in part general"),
            std::string::npos);
  const json inside = json::parse(Models({"inspect", "both", "--json"}).out);
  EXPECT_EQ(inside["members"]["lstm"]["digest"],
            json::parse(Models({"inspect", "lstm", "--json"}).out)["digest"]);
  const Ran small =
      Train({"ensemble", "--member", "features.rqm", "--member", "lstm.rqm", "--scores",
             "features.csv", "--scores", "lstm.csv", "--beside", "--out", "small.rqm"});
  ASSERT_EQ(small.status, 0) << small.err << small.out;
  const auto of = [&](const char* model, const char* prompt) {
    const Ran ran = RunProgram(
        {"score", "essay.txt", "--json", "--models", ".", "--prompt", prompt, "--model", model},
        options_);
    EXPECT_EQ(ran.status, 0) << ran.err;
    return json::parse(ran.out);
  };
  EXPECT_EQ(of("small", "Parks")["part"], "prompt");
  EXPECT_EQ(of("small", "Parks")["calibrated"], of("both", "Parks")["calibrated"]);
  // Nothing was said of unseen prompts: the first member answers as it does alone.
  EXPECT_EQ(of("small", "Never seen")["part"], "general");
  EXPECT_EQ(of("small", "Never seen")["calibrated"], of("features", "Never seen")["calibrated"]);
  const json one = json::parse(Models({"inspect", "small", "--json"}).out);
  EXPECT_EQ(one["members"], inside["members"]);
  const Ran whole = Models({"verify", "small"});
  EXPECT_EQ(whole.status, 0) << whole.out;
  EXPECT_NE(whole.out.find("all there"), std::string::npos) << whole.out;
  const Ran pressed = Train({"pack", "lstm.rqm", "--out", "pressed", "--json"});
  ASSERT_EQ(pressed.status, 0) << pressed.err << pressed.out;
  EXPECT_EQ(json::parse(pressed.out)["digest"], inside["members"]["lstm"]["digest"]);
  EXPECT_LT(std::filesystem::file_size(dir_ + "/pressed"),
            std::filesystem::file_size(dir_ + "/lstm.rqm"));
  const auto by_lstm = [&] {
    return json::parse(
        RunProgram({"score", "essay.txt", "--json", "--models", ".", "--model", "lstm"}, options_)
            .out)["receipt"];
  };
  const json receipt = by_lstm();
  std::filesystem::rename(dir_ + "/pressed", dir_ + "/lstm.rqm");
  EXPECT_EQ(by_lstm(), receipt);
  EXPECT_NE(Train({"pack", "essay.txt", "--out", "bad.rqm"}).status, 0);
  EXPECT_FALSE(std::filesystem::exists(dir_ + "/bad.rqm"));

  std::filesystem::rename(dir_ + "/lstm.rqm", dir_ + "/elsewhere");
  const Ran parted = Models({"verify", "small"});
  EXPECT_EQ(parted.status, 1);
  EXPECT_NE(parted.out.find("its member lstm"), std::string::npos) << parted.out;
  EXPECT_NE(parted.out.find("NOT WHOLE"), std::string::npos) << parted.out;

  const Ran triton = Models({"export", "both", "--triton", "triton"});
  EXPECT_EQ(triton.status, 2);
  EXPECT_NE(triton.err.find("run by ensemble"), std::string::npos) << triton.err;
}

TEST_F(TrainEnsembleTest, EachPromptHasAScaleAndAHeadOfItsOwn) {
  std::string table = *ReadFile(dir_ + "/essays.csv", 1 << 26);
  // The essays on one prompt are scored from 10 to 50.
  for (int i = 1; i < 120; i += 2) {
    const std::string start = "\ne" + std::to_string(i) + ",";
    table.insert(table.find(start) + start.size() + 1, "0");
  }
  Write("essays.csv", table);
  const Ran ran = Train(
      Small({"cv", "lstm", "--folds", "folds.tsv", "--prompt-scales", "--scores", "out.csv"}));
  ASSERT_EQ(ran.status, 0) << ran.err << ran.out;
  const json report = json::parse(ran.out);
  EXPECT_TRUE(report["rungs"][0].contains("mean_of_folds"));
  const std::string scores = *ReadFile(dir_ + "/out.csv", 1 << 26);
  EXPECT_NE(scores.find("Parks,50"), std::string::npos);
}

TEST_F(TrainEnsembleTest, ATeacherKnowsNothingOfWhatItsPupilIsTestedOn) {
  std::string folds = "essay_id\tfold\n";
  for (int i = 0; i < 120; ++i) {
    folds += "e" + std::to_string(i) + "\t" + std::to_string(i / 5 % 3) + "\n";
  }
  Write("three.tsv", folds);
  const std::vector<std::string> features = {
      "cv",        "features",      "--data",  "essays.csv",   "--folds",
      "three.tsv", "--no-ablation", "--quiet", "--within-fold"};
  auto within = features;
  within.insert(within.end(), {"0", "--scores", "teacher.csv"});
  const Ran teacher = Train(within);
  ASSERT_EQ(teacher.status, 0) << teacher.err;
  const std::string scores = *ReadFile(dir_ + "/teacher.csv", 1 << 26);
  EXPECT_EQ(std::count(scores.begin(), scores.end(), '\n'), 1 + 80);
  EXPECT_EQ(scores.find("\ne4,"), std::string::npos) << "tested in fold 0";
  EXPECT_NE(scores.find("\ne5,"), std::string::npos);

  const std::vector<std::string> lstm = {"cv", "lstm", "--folds", "three.tsv", "--fold", "0"};
  auto taught = lstm;
  taught.insert(taught.end(), {"--teacher-scores", "teacher.csv", "--teacher-weight", "0.9"});
  const Ran pupil = Train(Small(taught)), alone = Train(Small(lstm));
  ASSERT_EQ(pupil.status, 0) << pupil.err << pupil.out;
  ASSERT_EQ(alone.status, 0) << alone.err << alone.out;
  EXPECT_EQ(json::parse(pupil.out)["summary"]["essays"], 40);
  EXPECT_NE(json::parse(pupil.out)["rungs"], json::parse(alone.out)["rungs"]);

  within = features;
  within.emplace_back("3");
  Refused(within, "no fold 3");
}

TEST_F(TrainEnsembleTest, PromptsAreLeftOutInGroups) {
  const std::vector<std::string> groups = {"cv", "lstm", "--prompt-groups"};
  const auto with = [&](std::vector<std::string> more) {
    more.insert(more.begin(), groups.begin(), groups.end());
    return Small(more);
  };
  const Ran ran = Train(with({"2", "--scores", "unseen.csv"}));
  ASSERT_EQ(ran.status, 0) << ran.err << ran.out;
  const json report = json::parse(ran.out);
  EXPECT_EQ(report["summary"]["statistic"], "mean over prompts");
  EXPECT_EQ(report["summary"]["essays"], 120);
  const Ran blend = Train({"cv", "ensemble", "unseen.csv", "--prompt-groups", "2"});
  EXPECT_EQ(blend.status, 0) << blend.err;
  Refused(with({"3"}), "from 2 to 2");
  EXPECT_NE(Train(with({"2", "--leave-one-prompt-out"})).status, 0);
  Refused({"cv", "features", "--data", "essays.csv", "--prompt-groups", "2", "--within-fold", "0"},
          "--within-fold");
}

TEST_F(TrainEnsembleTest, AnInterruptedFoldIsNotTrainedAgain) {
  const auto arguments = Small({"cv", "lstm", "--folds", "folds.tsv", "--work", "work"});
  const Ran first = Train(arguments);
  ASSERT_EQ(first.status, 0) << first.err << first.out;
  EXPECT_TRUE(std::filesystem::exists(dir_ + "/work/fold-1.svg"));
  const Ran second = Train(arguments);
  ASSERT_EQ(second.status, 0) << second.err;
  EXPECT_EQ(first.out, second.out);
  Write("work/fold-0.safetensors", "damaged");
  EXPECT_NE(Train(arguments).status, 0);
}

TEST_F(TrainEnsembleTest, BadDataIsRefusedByName) {
  const std::string good = MadeUpTable(120);
  const auto cv = [&] { return Small({"cv", "lstm", "--folds", "folds.tsv"}); };

  std::string missing = good;
  missing.replace(missing.find("e7,3,"), 5, "e7,,");
  Write("essays.csv", missing);
  Refused(cv(), "have no score");

  Write("essays.csv", good);
  auto off = cv();
  off.insert(off.end(), {"--scale", "1:4"});
  Refused(off, "not on the scale 1:4");

  Write("folds.tsv", Folds(119));
  Refused(cv(), "e119");
  Write("folds.tsv", Folds(120));
  Refused(Small({"cv", "lstm"}), "--folds");
  Refused(Small({"cv", "lstm", "--folds", "absent.tsv"}), "absent.tsv");

  std::string twins = good;
  const size_t three = twins.find("\ne3,"), four = twins.find("\ne4,"), eight = twins.find("\ne8,");
  const size_t nine = twins.find("\ne9,");
  const std::string text = twins.substr(twins.find('"', three), four - twins.find('"', three));
  twins.replace(twins.find('"', eight), nine - twins.find('"', eight), text);
  Write("essays.csv", twins);
  const Ran refused = Train(cv());
  EXPECT_NE(refused.status, 0);
  EXPECT_NE(refused.out.find("e3 and e8"), std::string::npos) << refused.out;
  auto allowed = cv();
  allowed.push_back("--duplicates");
  EXPECT_EQ(Train(allowed).status, 0);

  std::string constant = good;
  for (size_t at = 0; (at = constant.find("\ne", at)) != std::string::npos; ++at) {
    constant[constant.find(',', at) + 1] = '3';
  }
  Write("essays.csv", constant);
  Refused(cv(), "have one score");
  Refused(Small({"lstm", "--out", "bad.rqm"}), "have one score");
  EXPECT_FALSE(std::filesystem::exists(dir_ + "/bad.rqm"));
}

TEST_F(TrainEnsembleTest, AnEnsembleOfScoresThatDontFitIsRefused) {
  const std::string head = "essay_id,prompt,human,raw,calibrated,score\n";
  std::string one = head, other = head;
  for (int i = 0; i < 40; ++i) {
    const std::string id = "e" + std::to_string(i) + ",,", human = std::to_string(1 + i % 5);
    one += id + human + "," + human + "," + human + "," + human + "\n";
    other += id + human + ",2,2,2\n";
  }
  Write("one.csv", one);
  Write("constant.csv", other);
  Write("folds.tsv", Folds(40));
  Refused({"cv", "ensemble", "constant.csv", "--folds", "folds.tsv"}, "nothing to weigh");
  Refused({"cv", "ensemble", "one.csv"}, "--folds");
  Write("folds.tsv", Folds(41));
  Refused({"cv", "ensemble", "one.csv", "constant.csv", "--folds", "folds.tsv"}, "e40");
  ASSERT_EQ(Train(Small({"lstm", "--out", "lstm.rqm"})).status, 0);
  Refused({"ensemble", "--member", "lstm.rqm", "--scores", "one.csv", "--scores", "one.csv",
           "--out", "bad.rqm"},
          "once for each --member");
  Refused({"ensemble", "--member", "absent.rqm", "--scores", "one.csv", "--out", "bad.rqm"},
          "absent.rqm");
  EXPECT_FALSE(std::filesystem::exists(dir_ + "/bad.rqm"));
}

}  // namespace
}  // namespace redquill::cli
