#include "http/cache_routes.h"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "http/keeping.h"
#include "http/routes.h"
#include "tests/support/word_counter.h"

namespace redquill::http {
namespace {

using nlohmann::json;
using testing::HasSubstr;

const Log kQuiet(LogForm::kText, LogLevel::kError);

std::string Essay(int changed, int words = 100) {
  std::string essay;
  for (int i = 0; i < words; ++i) essay += (i < changed ? "new" : "word") + std::to_string(i) + " ";
  return essay;
}

class CacheRoutes : public testing::Test {
 protected:
  CacheRoutes() {
    config_.cache.near_bytes = 1 << 20;
    config_.cache.semantic_audit_percent = 1;
    keeping_ = Keeping::Open(config_.store, config_.cache, kQuiet).value();
    serving_ = std::make_unique<Serving>(keeping_.get());
    serving_->Publish(WordCounter());
    table_ = std::make_unique<RouteTable>(Routes({*serving_}));
  }
  json Ask(const std::string& method, const std::string& path, const json& body, int status = 200,
           const std::string& client = "") {
    Request request{method, path, {}, {{"Content-Type", "application/json"}}, body.dump(), "id"};
    request.client = client;
    std::string fault;
    const auto response = Answer(*table_->Find(method, path).route, request, &fault);
    EXPECT_EQ(response.status, status) << response.body;
    return json::parse(response.body);
  }
  json Explain(const json& body, const std::string& client = "") {
    return Ask("POST", "/v1/cache/explain", body, 200, client);
  }
  void Score(const json& body) { Ask("POST", "/v1/score", body); }

  config::Config config_;
  std::unique_ptr<Keeping> keeping_;
  std::unique_ptr<Serving> serving_;
  std::unique_ptr<RouteTable> table_;
};

TEST_F(CacheRoutes, ExplainsWhichTierAnswersAndLeavesNoTrace) {
  const json essay = {{"essay", Essay(0)}};
  EXPECT_EQ(Explain(essay)["tier"], "none");
  Score(essay);
  const auto stats = Ask("GET", "/v1/cache/stats", {});
  EXPECT_EQ(stats["tiers"]["exact"]["entries"], 1);
  const auto exact = Explain(essay);
  EXPECT_EQ(exact["tier"], "exact");
  EXPECT_EQ(exact["model"], "counter");
  EXPECT_GE(exact["tiers"][0]["age_s"], 0);
  const json other_prompt = {{"essay", Essay(0)}, {"prompt", "Gardens"}};
  EXPECT_EQ(Explain(other_prompt)["tier"], "none");
  EXPECT_EQ(Ask("GET", "/v1/cache/stats", {}), stats) << "nothing was counted or kept";
}

TEST_F(CacheRoutes, ExplainsNearDuplicates) {
  Score({{"essay", Essay(0)}});
  const json near = {{"essay", Essay(1)}};
  const auto said = Explain(near);
  EXPECT_EQ(said["tier"], "near-duplicate");
  EXPECT_EQ(said["tiers"].back()["similarity"], 0.99);
  EXPECT_EQ(Explain({{"essay", Essay(1)}, {"summative", true}})["tier"], "none");
  EXPECT_EQ(Explain(near, "another school")["tier"], "none");
  EXPECT_EQ(Explain({{"essay", Essay(50)}})["tier"], "none");
  EXPECT_EQ(Ask("GET", "/v1/cache/stats", {})["tiers"]["near-duplicate"]["audited"], 0);
}

TEST_F(CacheRoutes, SaysThatAnAnswerIsTooNearToAnotherScore) {
  const auto counter = WordCounter();
  auto served = std::make_shared<Served>(*counter->find({}).value());
  served->calibrate = [plain = served->calibrate](const scoring::RawScore& raw,
                                                  const scoring::Request& request) {
    auto answer = plain(raw, request);
    answer->outputs[0].calibrated = 5.6;
    return answer;
  };
  auto scorer = std::make_shared<Scorer>(*counter);
  scorer->find = [served](const scoring::Request&) -> Result<std::shared_ptr<const Served>> {
    return served;
  };
  serving_->Publish(scorer);
  Score({{"essay", Essay(0)}});
  const auto said = Explain({{"essay", Essay(1)}});
  EXPECT_EQ(said["tier"], "none");
  EXPECT_THAT(said["tiers"].back()["why"], HasSubstr("near to another score"));
  Score({{"essay", Essay(1)}});
  EXPECT_EQ(Ask("GET", "/v1/cache/stats", {})["tiers"]["near-duplicate"]["at_edges"], 1);
}

TEST_F(CacheRoutes, RefusesWhatScoringRefuses) {
  EXPECT_EQ(Ask("POST", "/v1/cache/explain", {{"essay", "a"}, {"modle", "b"}}, 400)["field"],
            "modle");
  EXPECT_EQ(Ask("POST", "/v1/cache/explain", {{"essay", "a\u0001b"}}, 400)["field"], "essay");
  EXPECT_EQ(Ask("POST", "/v1/cache/explain", {{"essay", "a b"}, {"model", "x"}}, 404)["field"],
            "model");
  serving_->Publish(nullptr);
  Ask("POST", "/v1/cache/explain", {{"essay", "a b"}}, 503);
}

}  // namespace
}  // namespace redquill::http
