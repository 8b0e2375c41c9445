#include "http/models/live_models.h"

#include <gmock/gmock.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <future>
#include <thread>

#include "tests/support/length_model.h"

namespace redquill::http {
namespace {

using testing::ElementsAre;
namespace fs = std::filesystem;

const Log kQuiet(LogForm::kText, LogLevel::kError);

/// A server's models over a folder of small packages.
class Live : public testing::Test {
 protected:
  Live() : folder_(testing::TempDir() + "rq_live_" + std::to_string(::getpid())) {
    fs::remove_all(folder_);
    fs::create_directories(folder_);
    Put("a", 10);
    Put("b", 10);
  }
  ~Live() override { fs::remove_all(folder_); }

  /// The package of a model that gives a point for so many words, as `mv` replaces one.
  void Put(const std::string& name, size_t words_a_point) const {
    samples::WriteLengthModel(folder_ + "/new", name, {}, words_a_point);
    fs::rename(folder_ + "/new", folder_ + "/" + name + ".rqm");
  }
  void Begin() { ASSERT_TRUE(models_.Begin()); }

  ModelSupply Supply() {
    ModelSupply supply;
    supply.load = [this] {
      return scoring::Service::Load({.models_folder = folder_, .warm_up = false});
    };
    supply.bring = [this] {
      if (silent_) {
        asked_.set_value();
        silence_.get_future().wait();
      }
      return model::ReadLibrary(folder_);
    };
    supply.open = [](std::shared_ptr<const model::Package> package) {
      return scoring::LoadedModel::Load(std::move(package));
    };
    return supply;
  }

  /// What an essay of 30 words gets: 3 from a model of ten words a point, 6 from one of five.
  double ScoreBy(const std::string& name) const {
    const std::string essay = samples::EssayOfLength(30);
    const auto model = serving_.scorer()->find({essay, name, {}, false});
    if (!model) return -1;
    return (*model)->Score({essay, name, {}, false}).value().outputs.front().score;
  }
  std::vector<std::string> States() const {
    std::vector<std::string> states;
    for (const auto& state : models_.states()) {
      states.push_back(state.name + " " + std::string(NameOf(state.phase)) +
                       (state.is_default ? " default" : ""));
    }
    return states;
  }

  const std::string folder_;
  std::atomic<bool> silent_ = false;  ///< The source does not answer until `silence_` ends.
  std::promise<void> silence_, asked_;
  Serving serving_;
  LiveModels models_{Supply(), serving_, kQuiet};
};

TEST_F(Live, BeginServesWhatIsThere) {
  EXPECT_EQ(models_.Load("a").error().code, Code::kUnavailable);
  Begin();
  EXPECT_THAT(States(), ElementsAre("a ready default", "b ready"));
  EXPECT_EQ(ScoreBy(""), 3);
  EXPECT_EQ(ScoreBy("none"), -1);
}

TEST_F(Live, LoadTakesTheNewVersionAndRollBackTheOldOne) {
  Begin();
  Put("a", 5);
  EXPECT_EQ(ScoreBy("a"), 3) << "nobody asked yet";
  ASSERT_TRUE(models_.Load("a"));
  EXPECT_EQ(ScoreBy("a"), 6);
  ASSERT_TRUE(models_.RollBack("a"));
  EXPECT_EQ(ScoreBy("a"), 3);
  ASSERT_TRUE(models_.Reload());
  EXPECT_EQ(ScoreBy("a"), 3) << "the watch brought back what an operator had rolled back";
  ASSERT_TRUE(models_.RollBack("a"));
  EXPECT_EQ(ScoreBy("a"), 6);
  EXPECT_EQ(models_.RollBack("b").error().code, Code::kConflict);
}

TEST_F(Live, ARequestKeepsTheVersionItBeganWith) {
  Begin();
  const std::string essay = samples::EssayOfLength(30);
  auto began = serving_.scorer()->find({essay, "a", {}, false}).value();
  Put("a", 5);
  ASSERT_TRUE(models_.Load("a"));
  EXPECT_EQ(began->Score({essay, "a", {}, false}).value().outputs.front().score, 3);
  EXPECT_THAT(States(), ElementsAre("a ready default", "b ready", "a draining"));
  began.reset();
  EXPECT_THAT(States(), ElementsAre("a ready default", "b ready"));
}

TEST_F(Live, ACanaryTakesItsShareAndIsPromotedOrGivenUp) {
  Begin();
  Put("a", 5);
  ASSERT_TRUE(models_.LoadCanary("a", 0.5));
  EXPECT_EQ(ScoreBy("a"), 3);
  EXPECT_EQ(ScoreBy("canary"), 6);
  int trial = 0;
  for (int i = 0; i < 400; ++i) {
    const std::string essay = samples::EssayOfLength(30) + " Number " + std::to_string(i) + ".";
    const auto digest = serving_.scorer()->find({essay, {}, {}, false}).value()->info.digest;
    EXPECT_EQ(serving_.scorer()->find({essay, {}, {}, false}).value()->info.digest, digest);
    trial += digest == serving_.scorer()->find({essay, "canary", {}, false}).value()->info.digest;
  }
  EXPECT_NEAR(trial, 200, 60);
  ASSERT_TRUE(models_.Reload());
  EXPECT_EQ(ScoreBy("a"), 3) << "the watch must not end a trial";
  ASSERT_TRUE(models_.MakeDefault("a"));
  EXPECT_EQ(ScoreBy("a"), 6);
  EXPECT_EQ(ScoreBy("canary"), -1);
  ASSERT_TRUE(models_.Try("b", 1));
  EXPECT_EQ(ScoreBy(""), 3);
  ASSERT_TRUE(models_.EndTrial());
  EXPECT_EQ(ScoreBy(""), 6);
  EXPECT_EQ(models_.Try("b", 1.5).error().field, "share");
}

TEST_F(Live, TheDefaultMovesAndComesBack) {
  Begin();
  EXPECT_EQ(models_.RestoreDefault().error().code, Code::kConflict);
  ASSERT_TRUE(models_.MakeDefault("b"));
  EXPECT_THAT(States(), ElementsAre("a ready", "b ready default"));
  EXPECT_EQ(models_.Unload("b").error().code, Code::kConflict);
  ASSERT_TRUE(models_.RestoreDefault());
  ASSERT_TRUE(models_.Unload("b"));
  EXPECT_EQ(ScoreBy("b"), -1);
  EXPECT_EQ(models_.Unload("b").error().code, Code::kNotFound);
  EXPECT_EQ(models_.MakeDefault("b").error().code, Code::kNotFound);
  EXPECT_EQ(models_.RestoreDefault().error().code, Code::kConflict);
  ASSERT_TRUE(models_.Reload());
  EXPECT_EQ(ScoreBy("b"), -1) << "unloaded by an operator, so it stays out";
  ASSERT_TRUE(models_.Load("b"));
  EXPECT_EQ(ScoreBy("b"), 3);
}

TEST_F(Live, ReloadFollowsTheSource) {
  Begin();
  Put("b", 5);
  Put("c", 5);
  ASSERT_TRUE(models_.Reload());
  EXPECT_EQ(ScoreBy("b"), 6);
  EXPECT_EQ(ScoreBy("c"), 6);
  fs::remove(folder_ + "/a.rqm");
  fs::remove(folder_ + "/b.rqm");
  ASSERT_TRUE(models_.Reload());
  EXPECT_EQ(ScoreBy("b"), -1);
  EXPECT_EQ(ScoreBy(""), 3) << "the default model must stay";
}

/// A bucket that was gone once held up a rollback.
TEST_F(Live, ASilentSourceHoldsUpNoChangeThatDoesWithoutIt) {
  Begin();
  Put("a", 5);
  ASSERT_TRUE(models_.Load("a"));
  silent_ = true;
  std::thread watch([&] { EXPECT_TRUE(models_.Reload()); });
  asked_.get_future().wait();
  EXPECT_EQ(models_.Load("a").error().code, Code::kConflict);
  EXPECT_TRUE(models_.Try("b", 0.5));
  EXPECT_TRUE(models_.RollBack("a"));
  EXPECT_EQ(ScoreBy("a"), 3);
  EXPECT_TRUE(models_.EndTrial());
  silence_.set_value();
  watch.join();
}

TEST_F(Live, ADamagedPackageLeavesEverythingInService) {
  Begin();
  std::ofstream(folder_ + "/b.rqm", std::ios::binary) << "no archive";
  ASSERT_TRUE(models_.Reload());
  EXPECT_EQ(ScoreBy("b"), 3);
  EXPECT_THAT(States(), ElementsAre("a ready default", "b ready", "b.rqm failed"));
  EXPECT_FALSE(models_.Load("b"));
  Put("b", 5);
  ASSERT_TRUE(models_.Reload());
  EXPECT_EQ(ScoreBy("b"), 6);
  EXPECT_THAT(States(), ElementsAre("a ready default", "b ready"));
  fs::remove_all(folder_);
  EXPECT_FALSE(models_.Reload());
  EXPECT_EQ(ScoreBy("b"), 6);
}

}  // namespace
}  // namespace redquill::http
