// web/openapi.json against the routes and what they answer.
#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "http/assets.h"
#include "http/keeping.h"
#include "http/routes.h"
#include "tests/support/word_counter.h"

namespace redquill::http {
namespace {

using nlohmann::json;

json Document() { return json::parse(FindAsset("openapi.json").bytes); }

std::string Lower(std::string_view text) {
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(), ::tolower);
  return lower;
}

/// What of a value its schema does not allow, as one line a fault. Knows the keywords that the
/// document uses for answers.
void Check(const json& document, const json& schema, const json& value, const std::string& path,
           std::vector<std::string>* faults) {
  if (schema.contains("$ref")) {
    const auto pointer = json::json_pointer(schema["$ref"].get<std::string>().substr(1));
    return Check(document, document.at(pointer), value, path, faults);
  }
  if (schema.contains("const") && schema["const"] != value) faults->push_back(path + ": const");
  if (schema.contains("enum") &&
      std::find(schema["enum"].begin(), schema["enum"].end(), value) == schema["enum"].end()) {
    faults->push_back(path + ": enum");
  }
  const std::string type = schema.value("type", "");
  const bool fits =
      type.empty() || (type == "object" && value.is_object()) ||
      (type == "array" && value.is_array()) || (type == "string" && value.is_string()) ||
      (type == "boolean" && value.is_boolean()) ||
      (type == "integer" && value.is_number_integer()) || (type == "number" && value.is_number());
  if (!fits) return faults->push_back(path + ": not " + type);
  if (value.is_array() && schema.contains("items")) {
    for (const auto& item : value) Check(document, schema["items"], item, path + "[]", faults);
  }
  if (!value.is_object() || !schema.contains("properties")) return;
  for (const auto& name : schema.value("required", json::array())) {
    if (!value.contains(name)) faults->push_back(path + ": lacks " + name.get<std::string>());
  }
  for (const auto& [name, member] : value.items()) {
    if (schema["properties"].contains(name)) {
      Check(document, schema["properties"][name], member, path + "." + name, faults);
    } else {
      faults->push_back(path + ": " + name + " is not in the document");
    }
  }
}

TEST(OpenApi, HasTheRoutesAndNoOthers) {
  const Serving serving;
  const auto document = Document();
  std::set<std::string> served, described;
  const RouteTable table = Routes({serving});
  for (const auto& route : table.routes()) {
    served.insert(std::string(route.method) + " " + std::string(route.path));
  }
  for (const auto& [path, methods] : document["paths"].items()) {
    for (const auto& [method, operation] : methods.items()) {
      std::string upper = method;
      std::transform(upper.begin(), upper.end(), upper.begin(), ::toupper);
      described.insert(upper + " " + path);
    }
  }
  EXPECT_EQ(served, described);
}

TEST(OpenApi, AgreesOnSummariesAndMediaTypes) {
  const Serving serving;
  const auto document = Document();
  const RouteTable table = Routes({serving});
  for (const auto& route : table.routes()) {
    const auto& operation = document["paths"][std::string(route.path)][Lower(route.method)];
    EXPECT_EQ(operation.value("summary", ""), route.summary) << route.path;
    std::set<std::string> takes, described;
    for (const auto type : route.takes) takes.emplace(type);
    if (operation.contains("requestBody")) {
      for (const auto& [type, body] : operation["requestBody"]["content"].items()) {
        described.insert(type);
      }
    }
    takes.erase("");  // No type said is not in the document.
    EXPECT_EQ(takes, described) << route.path;
  }
}

TEST(OpenApi, DescribesWhatIsAnswered) {
  config::Config config;
  config.cache.near_bytes = 1 << 20;
  const Log log(LogForm::kText, LogLevel::kError);
  const auto keeping = Keeping::Open(config.store, config.cache, log).value();
  Serving serving(keeping.get());
  serving.Publish(WordCounter());
  const auto table = Routes({serving});
  const auto document = Document();
  const std::vector<std::array<std::string, 3>> requests = {
      {"GET", "/healthz", ""},
      {"GET", "/readyz", ""},
      {"GET", "/v1/models", ""},
      {"POST", "/v1/score", R"({"essay":"two words","explain":true})"},
      {"POST", "/v1/score", R"({"essay":"two words","explain":true})"},
      {"POST", "/v1/cache/explain", R"({"essay":"two words","explain":true})"},
      {"POST", "/v1/cache/explain", R"({"essay":"other words"})"},
      {"GET", "/v1/cache/stats", ""},
      {"POST", "/evaluate", R"({"essay":"two words"})"},
      {"POST", "/v1/score", R"({"essay":""})"},
      {"POST", "/v1/score", R"({"essay":"two words","model":"x"})"},
  };
  for (const auto& [method, path, body] : requests) {
    const auto* route = table.Find(method, path).route;
    ASSERT_NE(route, nullptr);
    std::string fault;
    const auto response = Answer(
        *route, {method, path, {}, {{"Content-Type", "application/json"}}, body, "id"}, &fault);
    const auto& described = document["paths"][path][Lower(method)]["responses"];
    const std::string status = std::to_string(response.status);
    ASSERT_TRUE(described.contains(status)) << path << " " << status;
    const auto& content = described[status]["content"];
    ASSERT_TRUE(content.contains(response.content_type)) << path;
    std::vector<std::string> faults;
    Check(document, content[response.content_type]["schema"], json::parse(response.body), path,
          &faults);
    EXPECT_EQ(faults, std::vector<std::string>{}) << response.body;
  }
}

TEST(OpenApi, KnowsEveryCode) {
  std::set<std::string> codes, described;
  for (const auto& kind : ProblemKinds()) codes.emplace(CodeName(kind.code));
  const auto document = Document();
  for (const auto& code :
       document["components"]["schemas"]["Problem"]["properties"]["code"]["enum"]) {
    described.insert(code);
  }
  EXPECT_EQ(codes, described);
}

}  // namespace
}  // namespace redquill::http
