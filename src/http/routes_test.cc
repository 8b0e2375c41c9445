#include "http/routes.h"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "tests/support/word_counter.h"

namespace redquill::http {
namespace {

using nlohmann::json;
using testing::HasSubstr;

class Routing : public testing::Test {
 protected:
  /// Asks as the transport would, the check of the media type included.
  Response Ask(const std::string& method, const std::string& path, const std::string& body = "",
               const std::string& type = "application/json") {
    const auto match = table_.Find(method, path);
    if (match.route == nullptr) return ProblemResponse(match.refusal, "id");
    Request request{method, path, match.parameters, {{"Content-Type", type}}, body, "id", 1.5};
    std::string fault;
    return Answer(*match.route, request, &fault);
  }
  json Problem(const std::string& path, const std::string& body, int status) {
    const auto response = Ask("POST", path, body);
    EXPECT_EQ(response.status, status) << body.substr(0, 100);
    EXPECT_EQ(response.content_type, "application/problem+json");
    return json::parse(response.body);
  }

  Serving serving_;
  RouteTable table_ = Routes({serving_});
};

class LoadedRouting : public Routing {
 protected:
  LoadedRouting() { serving_.Publish(WordCounter()); }
};

TEST_F(Routing, WhileLoadingOnlyScoringIsRefused) {
  EXPECT_EQ(Ask("GET", "/healthz").status, 200);
  EXPECT_EQ(Ask("GET", "/").status, 200);
  for (const auto& [method, path] :
       {std::pair("GET", "/readyz"), std::pair("GET", "/v1/models"), std::pair("POST", "/v1/score"),
        std::pair("POST", "/evaluate")}) {
    const auto response = Ask(method, path, R"({"essay":"two words"})");
    EXPECT_EQ(response.status, 503) << path;
    EXPECT_EQ(Find(response.headers, "Retry-After"), "1");
    EXPECT_EQ(json::parse(response.body)["code"], "unavailable");
  }
  serving_.Publish(WordCounter());
  EXPECT_EQ(Ask("GET", "/readyz").body, R"({"models":[],"status":"ready"})");
  EXPECT_EQ(Ask("POST", "/v1/score", R"({"essay":"two words"})").status, 200);
}

TEST_F(LoadedRouting, Scores) {
  const auto response = Ask("POST", "/v1/score", R"({"essay":"three small words"})");
  ASSERT_EQ(response.status, 200) << response.body;
  EXPECT_EQ(response.content_type, "application/json");
  const auto answer = json::parse(response.body);
  EXPECT_EQ(answer["score"], 3);
  EXPECT_EQ(answer["scale"], (json{{"min", 1}, {"max", 6}, {"step", 1}}));
  EXPECT_EQ(answer["model"], "counter");
  EXPECT_EQ(answer["timings"]["queue_ms"], 1.5);
  EXPECT_FALSE(answer.contains("influences"));
}

TEST_F(LoadedRouting, ScoresByModelAndPromptAndExplains) {
  const auto answer =
      json::parse(Ask("POST", "/v1/score",
                      R"({"essay":"two words","model":"other","prompt":"Gardens","explain":true})")
                      .body);
  EXPECT_EQ(answer["model"], "other");
  EXPECT_EQ(answer["prompt"], "Gardens");
  EXPECT_EQ(answer["influences"][0]["words"], "many words");
}

TEST_F(LoadedRouting, BadEssaysAreRefusedBesideTheirField) {
  const std::pair<std::string, std::pair<int, const char*>> essays[] = {
      {"", {400, "invalid_argument"}},
      {"  \n\t ", {400, "invalid_argument"}},
      {"x", {400, "invalid_argument"}},
      {std::string("nul \0 byte", 10), {400, "bad_encoding"}},
      {"bell \a rings", {400, "bad_encoding"}},
      {"Это сочинение написано другим письмом.", {422, "unsupported"}},
      {std::string((1 << 20) + 1, 'a'), {413, "too_large"}},
  };
  for (const auto& [essay, refusal] : essays) {
    const auto problem = Problem("/v1/score", json{{"essay", essay}}.dump(), refusal.first);
    EXPECT_EQ(problem["code"], refusal.second) << essay.substr(0, 20);
    EXPECT_EQ(problem["field"], "essay");
    EXPECT_FALSE(problem["detail"].get<std::string>().empty());
  }
  EXPECT_EQ(Problem("/v1/score", "{\"essay\":\"latin \xe9\"}", 400)["code"], "bad_encoding");
}

TEST_F(LoadedRouting, AnUnknownModelIsNamedByTheFieldOfItsRoute) {
  EXPECT_EQ(Problem("/v1/score", R"({"essay":"two words","model":"x"})", 404)["field"], "model");
  const auto problem = Problem("/evaluate", R"({"essay":"two words","my_model_id":"x"})", 404);
  EXPECT_EQ(problem["field"], "my_model_id");
  EXPECT_THAT(problem["detail"].get<std::string>(), HasSubstr("counter"));
}

TEST_F(LoadedRouting, EvaluateAnswersOlderClients) {
  const auto answer = json::parse(
      Ask("POST", "/evaluate", R"({"essay":"two words","my_model_id":"other","x":1})").body);
  EXPECT_EQ(answer["score"], 2);
  EXPECT_EQ(answer["model"], "other");
  const auto form = Ask("POST", "/evaluate",
                        "essay=one+two+three&my_model_id=", "application/x-www-form-urlencoded");
  EXPECT_EQ(json::parse(form.body)["score"], 3);
}

TEST_F(LoadedRouting, ListsModels) {
  const auto models = json::parse(Ask("GET", "/v1/models").body)["models"];
  ASSERT_EQ(models.size(), 2u);
  EXPECT_EQ(models[0]["name"], "counter");
  EXPECT_EQ(models[0]["default"], true);
  EXPECT_EQ(models[0]["prompts"], json::array({"Gardens"}));
}

TEST_F(LoadedRouting, ServesThePageAndItsFiles) {
  for (const auto& [path, type] :
       {std::pair("/", "text/html; charset=utf-8"),
        std::pair("/style.css", "text/css; charset=utf-8"),
        std::pair("/app.js", "text/javascript; charset=utf-8"),
        std::pair("/icon.svg", "image/svg+xml"), std::pair("/openapi.json", "application/json"),
        std::pair("/problems", "text/html; charset=utf-8")}) {
    const auto response = Ask("GET", path);
    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(response.content_type, type);
    EXPECT_GT(response.body.size(), 100u);
  }
}

}  // namespace
}  // namespace redquill::http
