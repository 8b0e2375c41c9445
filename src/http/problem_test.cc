#include "http/problem.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <set>

namespace redquill::http {
namespace {

TEST(Problem, EveryCodeHasItsKind) {
  std::set<Code> seen;
  for (int i = 0; i <= static_cast<int>(Code::kInternal); ++i) {
    const auto code = static_cast<Code>(i);
    EXPECT_EQ(KindOf(code).code, code);
    EXPECT_GE(KindOf(code).status, 400);
    seen.insert(code);
  }
  EXPECT_EQ(seen.size(), ProblemKinds().size());
}

TEST(Problem, SaysWhatIsWrongAndWhere) {
  const auto response =
      ProblemResponse({{Code::kInvalidArgument, "The essay is empty.", "essay"}, 0, {}}, "abc");
  EXPECT_EQ(response.status, 400);
  EXPECT_EQ(response.content_type, "application/problem+json");
  EXPECT_EQ(nlohmann::json::parse(response.body),
            (nlohmann::json{{"type", "/problems#invalid_argument"},
                            {"title", "The request breaks a rule"},
                            {"status", 400},
                            {"detail", "The essay is empty."},
                            {"error", "The essay is empty."},
                            {"code", "invalid_argument"},
                            {"field", "essay"},
                            {"request_id", "abc"}}));
}

TEST(Problem, AStatusOfItsOwnAndHeadersPassThrough) {
  const auto response =
      ProblemResponse({{Code::kUnsupported, "x", {}}, 405, {{"Allow", "GET"}}}, "");
  EXPECT_EQ(response.status, 405);
  ASSERT_EQ(response.headers.size(), 1u);
  EXPECT_EQ(response.headers[0].value, "GET");
  EXPECT_FALSE(nlohmann::json::parse(response.body).contains("field"));
}

TEST(Problem, BusyAndNotReadySayWhenToComeBack) {
  for (const Code code : {Code::kOverloaded, Code::kUnavailable}) {
    const auto response = ProblemResponse({{code, "x", {}}, 0, {}}, "");
    EXPECT_EQ(Find(response.headers, "Retry-After"), "1");
  }
  const auto longer =
      ProblemResponse({{Code::kOverloaded, "x", {}}, 0, {{"retry-after", "7"}}}, "");
  EXPECT_EQ(longer.headers.size(), 1u);
}

TEST(Problem, SurvivesBytesThatAreNoText) {
  const auto response = ProblemResponse({{Code::kNotFound, "no \xff", {}}, 0, {}}, "");
  EXPECT_TRUE(nlohmann::json::accept(response.body));
}

TEST(Problem, ThePageHasAnAnchorForEveryType) {
  const auto page = ProblemsPage();
  for (const auto& kind : ProblemKinds()) {
    const auto anchor = "id=\"" + std::string(CodeName(kind.code)) + "\"";
    EXPECT_NE(page.body.find(anchor), std::string::npos) << anchor;
  }
}

}  // namespace
}  // namespace redquill::http
