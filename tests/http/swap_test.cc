// Models are changed while essays are scored: nothing fails, nothing is scored wrongly.
#include <gmock/gmock.h>
#include <signal.h>

#include <atomic>
#include <thread>

#include "tests/http/operating_fixture.h"
#include "tests/support/recalibrated.h"

namespace redquill::http {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;
using testing::HasSubstr;

/// Clients that score essays of 30 words until they are stopped. Ten words a point give 3, five
/// give 6: each answer's score must be the one of the package that its receipt names.
class Traffic {
 public:
  explicit Traffic(uint16_t port, const std::string& key) {
    for (int client = 0; client < 4; ++client) {
      threads_.emplace_back([this, port, key, client] { Run(port, key, client); });
    }
  }
  ~Traffic() { Stop(); }
  void Stop() {
    stop_ = true;
    for (auto& thread : threads_) thread.join();
    threads_.clear();
  }
  /// Waits until each client had `more` further answers.
  void Await(int more) const {
    const int target = answers_ + 4 * more;
    while (answers_ < target && failed_ == 0) std::this_thread::sleep_for(1ms);
  }

  std::atomic<int> answers_ = 0, failed_ = 0, threes_ = 0, sixes_ = 0;
  std::map<std::string, double> score_of_;  ///< By digest; under mutex_, as is:
  std::vector<std::string> faults_;
  std::mutex mutex_;

 private:
  void Run(uint16_t port, const std::string& key, int client) {
    RawClient connection(port);
    for (int i = 0; !stop_; ++i) {
      // Every second text is new, so that the cache does not answer for the models.
      const std::string number = i % 2 == 0 ? "" : " No " + std::to_string(4 * i + client) + ".";
      const json body = {{"essay", samples::EssayOfLength(30) + number}};
      const auto response = connection.Ask(PostText("/v1/score", body.dump(), "application/json",
                                                    "Authorization: Bearer " + key + "\r\n"));
      Judge(response);
    }
  }
  void Judge(const RawResponse& response) {
    ++answers_;
    const auto answer = json::parse(response.body, nullptr, false);
    const std::lock_guard lock(mutex_);
    if (response.status != 200 || answer.is_discarded()) {
      ++failed_;
      faults_.push_back(std::to_string(response.status) + " " + response.body);
      return;
    }
    const double score = answer["score"].get<double>();
    const auto digest = answer["receipt"]["package_digest"].get<std::string>();
    const double first = score_of_.try_emplace(digest, score).first->second;
    if (score != first || (score != 3 && score != 6)) {
      ++failed_;
      faults_.push_back("scored " + answer.dump());
    }
    ++(score == 3 ? threes_ : sixes_);
  }

  std::atomic<bool> stop_ = false;
  std::vector<std::thread> threads_;
};

class Swaps : public Operating {
 protected:
  json Change(uint16_t port, const json& wish, int status = 200, const std::string& model = "a") {
    const auto response = Post(port, "/v1/admin/models/" + model, wish, admin_);
    EXPECT_EQ(response.status, status) << wish << " " << response.body;
    return json::parse(response.body, nullptr, false);
  }

  const std::string admin_ = Issue("boss", Scope::kAdmin);
  const std::string score_ = Issue("class", Scope::kScore);
};

TEST_F(Swaps, UnderLoadFailNoRequestAndScoreNoneWrongly) {
  Put("a", 10);
  ServerProcess server(Arguments(), WithKeys());
  ASSERT_TRUE(server.AwaitReady()) << server.Err();
  Traffic traffic(server.port(), score_);
  traffic.Await(5);
  EXPECT_EQ(traffic.sixes_, 0);
  for (int round = 0; round < 3; ++round) {
    Put("a", round % 2 == 0 ? 5 : 10);
    Change(server.port(), {{"action", "load"}});
    traffic.Await(5);
  }
  EXPECT_GT(traffic.sixes_, 0);
  Change(server.port(), {{"action", "rollback"}});
  traffic.Await(5);
  Put("a", 5);
  Change(server.port(), {{"action", "load"}, {"alias", "canary"}, {"share", 0.5}});
  traffic.Await(10);
  Change(server.port(), {{"action", "promote"}, {"alias", "default"}});
  traffic.Await(5);
  traffic.Stop();
  EXPECT_EQ(traffic.failed_, 0) << traffic.faults_.front();
  EXPECT_EQ(traffic.score_of_.size(), 2u);
  const auto models = json::parse(Get(server.port(), "/readyz").body)["models"];
  EXPECT_EQ(models.size(), 1u) << models << " the old versions are gone";
}

/// How often an engine ran, by the metrics.
int Runs(const std::string& metrics) {
  const std::string name = "redquill_stage_seconds_count{stage=\"engine\"} ";
  const auto at = metrics.find(name);
  return at == std::string::npos ? 0 : std::stoi(metrics.substr(at + name.size()));
}

TEST_F(Swaps, ANewCalibrationAnswersWithoutInferenceWhatAFreshServerAnswers) {
  Put("a", 10);
  ServerProcess server(Arguments(), {});
  ASSERT_TRUE(server.AwaitReady()) << server.Err();
  const auto score = [](uint16_t port, int words) {
    const auto response = Post(port, "/v1/score", {{"essay", samples::EssayOfLength(words)}});
    EXPECT_EQ(response.status, 200) << response.body;
    return json::parse(response.body, nullptr, false);
  };
  for (int words = 10; words < 60; ++words)
    EXPECT_FALSE(score(server.port(), words).contains("cache"));
  const int ran = Runs(Get(server.port(), "/metrics").body);
  EXPECT_EQ(ran, 50);
  const std::string path = folder_ + "/models/a.rqm";
  samples::WriteRecalibrated(*model::Package::Open(path).value(), folder_ + "/new",
                             {"prompt", "general"}, {0.75, 1.1});
  std::filesystem::rename(folder_ + "/new", path);
  const std::string before = Get(server.port(), "/v1/models").body;
  server.Signal(SIGHUP);
  for (int i = 0; i < 2000 && Get(server.port(), "/v1/models").body == before; ++i) {
    std::this_thread::sleep_for(5ms);
  }
  ServerProcess fresh(Arguments(), {});
  ASSERT_TRUE(fresh.AwaitReady()) << fresh.Err();
  for (int words = 10; words < 60; ++words) {
    auto answer = score(server.port(), words), expected = score(fresh.port(), words);
    EXPECT_EQ(answer["cache"].value("tier", ""), "output") << answer;
    for (auto* one : {&answer, &expected}) {
      one->erase("timings");
      one->erase("cache");
    }
    EXPECT_EQ(answer, expected);
  }
  const auto metrics = Get(server.port(), "/metrics").body;
  EXPECT_EQ(Runs(metrics), ran);
  EXPECT_THAT(metrics,
              HasSubstr("redquill_cache_lookups_total{result=\"hit\",tier=\"output\"} 50"));
  EXPECT_THAT(metrics, HasSubstr("redquill_scores_total{cache=\"output\",model=\"a\"} 50"));
  EXPECT_EQ(score(server.port(), 10)["cache"].value("tier", ""), "exact");
}

TEST_F(Swaps, TheWatchAndSighupBringNewVersionsAndLeaveOutDamagedOnes) {
  Put("a", 10);
  auto environment = WithKeys();
  for (const char* watch : {"0", "0.05"}) {
    environment["REDQUILL__MODELS__WATCH_S"] = watch;
    Put("a", 10);
    ServerProcess server(Arguments(), environment);
    ASSERT_TRUE(server.AwaitReady()) << server.Err();
    Traffic traffic(server.port(), score_);
    traffic.Await(3);
    std::filesystem::copy_file(folder_ + "/keys.json", folder_ + "/models/broken.rqm",
                               std::filesystem::copy_options::overwrite_existing);
    Put("a", 5);
    if (std::string(watch) == "0") server.Signal(SIGHUP);
    for (int i = 0; i < 2000 && traffic.sixes_ == 0; ++i) std::this_thread::sleep_for(5ms);
    traffic.Stop();
    EXPECT_GT(traffic.sixes_, 0) << server.Err();
    EXPECT_EQ(traffic.failed_, 0) << traffic.faults_.front();
    EXPECT_THAT(server.Err(), HasSubstr("broken.rqm"));
    EXPECT_THAT(Get(server.port(), "/readyz").body, HasSubstr("failed"));
    std::filesystem::remove(folder_ + "/models/broken.rqm");
  }
}

TEST_F(Swaps, WhatMakesNoSenseIsRefused) {
  Put("a", 10);
  Put("b", 5);
  ServerProcess server(Arguments(), WithKeys());
  ASSERT_TRUE(server.AwaitReady()) << server.Err();
  const auto port = server.port();
  const std::pair<json, int> wishes[] = {
      {{{"action", "dance"}}, 400},
      {{{"action", 3}}, 400},
      {json::object(), 400},
      {json::array(), 400},
      {{{"action", "load"}, {"alias", "best"}}, 400},
      {{{"action", "load"}, {"share", 0.5}}, 400},
      {{{"action", "load"}, {"alias", "canary"}}, 400},
      {{{"action", "promote"}, {"alias", "canary"}, {"share", 2}}, 400},
      {{{"action", "promote"}, {"alais", "canary"}}, 400},
      {{{"action", "unload"}}, 409},
      {{{"action", "rollback"}}, 409},
      {{{"action", "rollback"}, {"alias", "default"}}, 409},
  };
  for (const auto& [wish, status] : wishes) {
    EXPECT_GT(Change(port, wish, status).value("detail", "").size(), 10u) << wish;
  }
  Change(port, {{"action", "load"}}, 404, "none");
  Change(port, {{"action", "promote"}}, 404, "none");
  Change(port, {{"action", "unload"}}, 200, "b");
  EXPECT_EQ(Post(port, "/v1/score", {{"essay", "two words"}, {"model", "b"}}, score_).status, 404);
  std::filesystem::remove(folder_ + "/models/a.rqm");
  Change(port, {{"action", "load"}}, 404);
  EXPECT_EQ(Post(port, "/v1/score", {{"essay", "two words"}}, score_).status, 200);
}

}  // namespace
}  // namespace redquill::http
