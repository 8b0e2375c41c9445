#include "http/inference/inference_routes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>
#include <nlohmann/json.hpp>

#include "tests/support/word_counter.h"

namespace redquill::http {
namespace {

using nlohmann::json;
using testing::HasSubstr;

class InferenceRouting : public testing::Test {
 protected:
  InferenceRouting() { serving_.Publish(WordCounter()); }

  Response Ask(const std::string& method, const std::string& path, const std::string& body = "",
               std::vector<Header> headers = {{"Content-Type", "application/json"}}) {
    const auto match = table_.Find(method, path);
    if (match.route == nullptr) return ProblemResponse(match.refusal, "id");
    Request request{method, path, match.parameters, std::move(headers), body, "id", 1.5, ""};
    std::string fault;
    return Answer(*match.route, request, &fault);
  }
  static std::string Body(const std::string& essay, const json& more = json::object()) {
    json body = {{"inputs",
                  {{{"name", "essay"}, {"datatype", "BYTES"}, {"shape", {1}}, {"data", {essay}}}}}};
    body.update(more);
    return body.dump();
  }

  Serving serving_;
  RouteTable table_ = RouteTable(InferenceRoutes(serving_));
};

TEST_F(InferenceRouting, SaysThatItLivesAndIsReady) {
  EXPECT_EQ(Ask("GET", "/v2/health/live").body, R"({"live":true})");
  EXPECT_EQ(Ask("GET", "/v2/health/ready").body, R"({"ready":true})");
  EXPECT_EQ(json::parse(Ask("GET", "/v2").body)["name"], "redquill");
  serving_.Publish(nullptr);
  EXPECT_EQ(Ask("GET", "/v2/health/live").status, 200);
  EXPECT_EQ(Ask("GET", "/v2/health/ready").status, 503);
  EXPECT_EQ(Ask("GET", "/v2/models/counter/ready").status, 503);
}

TEST_F(InferenceRouting, DescribesAModel) {
  const auto told = json::parse(Ask("GET", "/v2/models/counter").body);
  EXPECT_EQ(told["name"], "counter");
  EXPECT_EQ(told["versions"], json({"1"}));
  EXPECT_EQ(told["inputs"][0], (json{{"name", "essay"}, {"datatype", "BYTES"}, {"shape", {1}}}));
  EXPECT_EQ(told["outputs"][0], (json{{"name", "score"}, {"datatype", "FP64"}, {"shape", {1, 1}}}));
  EXPECT_EQ(Ask("GET", "/v2/models/counter/versions/1").status, 200);
  EXPECT_EQ(Ask("GET", "/v2/models/counter/versions/1/ready").status, 200);
  EXPECT_EQ(Ask("GET", "/v2/models/counter/versions/2").status, 404);
  EXPECT_EQ(Ask("GET", "/v2/models/nobody").status, 404);
}

TEST_F(InferenceRouting, ScoresInJson) {
  const auto response =
      Ask("POST", "/v2/models/other/infer", Body("three small words", {{"id", "x"}}));
  ASSERT_EQ(response.status, 200) << response.body;
  const auto told = json::parse(response.body);
  EXPECT_EQ(told["model_name"], "other");
  EXPECT_EQ(told["model_version"], "1");
  EXPECT_EQ(told["id"], "x");
  EXPECT_EQ(told["outputs"][0],
            (json{{"name", "score"}, {"datatype", "FP64"}, {"shape", {1, 1}}, {"data", {3.0}}}));
  const auto answer = json::parse(told["outputs"][3]["data"][0].get<std::string>());
  EXPECT_EQ(answer["score"], 3);
  EXPECT_TRUE(answer.contains("receipt"));
}

TEST_F(InferenceRouting, GivesOnlyWhatIsWantedAndInBinaryIfWanted) {
  const json wanted = {
      {"outputs",
       {{{"name", "raw"}}, {{"name", "score"}, {"parameters", {{"binary_data", true}}}}}}};
  const auto response = Ask("POST", "/v2/models/counter/infer", Body("two words", wanted));
  ASSERT_EQ(response.status, 200) << response.body;
  EXPECT_EQ(response.content_type, "application/octet-stream");
  const size_t head =
      std::stoul(std::string(Find(response.headers, "Inference-Header-Content-Length")));
  const auto told = json::parse(response.body.substr(0, head));
  ASSERT_EQ(told["outputs"].size(), 2u);
  EXPECT_EQ(told["outputs"][0]["data"], json({0.2}));
  EXPECT_EQ(told["outputs"][1]["parameters"]["binary_data_size"], 8);
  double score = 0;
  ASSERT_EQ(response.body.size(), head + sizeof score);
  std::memcpy(&score, response.body.data() + head, sizeof score);
  EXPECT_EQ(score, 2);
}

TEST_F(InferenceRouting, RefusalsAreWhatTheProtocolsClientsRead) {
  for (const auto& [path, body, status] : std::vector<std::tuple<std::string, std::string, int>>{
           {"/v2/models/nobody/infer", Body("two words"), 404},
           {"/v2/models/counter/versions/9/infer", Body("two words"), 404},
           {"/v2/models/counter/infer", "{}", 400},
           {"/v2/models/counter/infer", Body(""), 400},
           {"/v2/models/counter/infer", Body("two words", {{"outputs", {{{"name", "x"}}}}}),
            400}}) {
    const auto response = Ask("POST", path, body);
    EXPECT_EQ(response.status, status) << path << body;
    EXPECT_FALSE(json::parse(response.body)["error"].get<std::string>().empty());
  }
  const auto response = Ask("POST", "/v2/models/counter/infer", Body("two words"),
                            {{"Inference-Header-Content-Length", "many"}});
  EXPECT_EQ(response.status, 400);
  EXPECT_THAT(response.body, HasSubstr("must be a number of bytes"));
}

}  // namespace
}  // namespace redquill::http
