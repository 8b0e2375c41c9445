#include "http/route_table.h"

#include <gtest/gtest.h>

#include <stdexcept>

namespace redquill::http {
namespace {

Handler Says(const char* text) {
  return [text](const Request&) -> Result<Response> {
    return Response{200, "text/plain", {}, text};
  };
}

RouteTable Table() {
  return RouteTable({
      {"GET", "/", Runs::kHere, {}, "", Says("root")},
      {"GET", "/a", Runs::kHere, {}, "", Says("get")},
      {"POST", "/a", Runs::kHere, {"application/json", "text/plain"}, "", Says("post")},
      {"GET", "/a/{x}/b/{y}", Runs::kHere, {}, "", Says("parameters")},
  });
}

TEST(RouteTable, FindsByMethodAndPath) {
  const auto table = Table();
  EXPECT_EQ(table.Find("GET", "/").route, &table.routes()[0]);
  EXPECT_EQ(table.Find("HEAD", "/a").route, &table.routes()[1]);
  EXPECT_EQ(table.Find("POST", "/a").route, &table.routes()[2]);
}

TEST(RouteTable, BracesMatchOneSegment) {
  const auto table = Table();
  const auto match = table.Find("GET", "/a/one/b/two words");
  ASSERT_NE(match.route, nullptr);
  EXPECT_EQ(match.parameters.at("x"), "one");
  EXPECT_EQ(match.parameters.at("y"), "two words");
  for (const char* path :
       {"/a//b/two", "/a/one/b/", "/a/one/b", "/a/one/c/two", "/a/1/b/2/", "/a/1/2/b/3"}) {
    EXPECT_EQ(table.Find("GET", path).route, nullptr) << path;
  }
}

TEST(RouteTable, OtherPathsAre404AndOtherMethods405) {
  const auto table = Table();
  for (const char* path : {"", "/b", "/a/", "//a", "a", "//"}) {
    const auto match = table.Find("GET", path);
    EXPECT_EQ(match.route, nullptr) << path;
    EXPECT_EQ(match.refusal.error.code, Code::kNotFound) << path;
  }
  const auto match = table.Find("DELETE", "/a");
  EXPECT_EQ(match.route, nullptr);
  EXPECT_EQ(match.refusal.status, 405);
  EXPECT_EQ(Find(match.refusal.headers, "Allow"), "GET, HEAD, POST");
}

TEST(RouteTable, MediaTypesAreCheckedWhereABodyIsTaken) {
  const auto table = Table();
  const Route& post = table.routes()[2];
  EXPECT_TRUE(CheckMediaType(post, {{"content-type", "application/json; charset=utf-8"}}));
  EXPECT_TRUE(
      CheckMediaType(post, {{"Content-Type", "text/plain"}, {"Content-Encoding", "identity"}}));
  EXPECT_FALSE(CheckMediaType(post, {}));
  EXPECT_FALSE(CheckMediaType(post, {{"Content-Type", "text/html"}}));
  EXPECT_FALSE(
      CheckMediaType(post, {{"Content-Type", "text/plain"}, {"Content-Encoding", "gzip"}}));
  EXPECT_TRUE(CheckMediaType(table.routes()[0], {{"Content-Type", "text/html"}}));
}

TEST(Answer, TurnsErrorsAndExceptionsIntoProblems) {
  Route route{"GET", "/", Runs::kHere, {}, "", {}};
  std::string fault;
  route.handler = [](const Request&) -> Result<Response> { return Fail(Code::kNotFound, "gone"); };
  EXPECT_EQ(Answer(route, {}, &fault).status, 404);
  EXPECT_EQ(fault, "");
  route.handler = [](const Request&) -> Result<Response> { return Fail(Code::kIo, "disk"); };
  EXPECT_EQ(Answer(route, {}, &fault).status, 500);
  EXPECT_EQ(fault, "disk");
  route.handler = [](const Request&) -> Result<Response> { throw std::runtime_error("secret"); };
  const auto response = Answer(route, {}, &fault);
  EXPECT_EQ(response.status, 500);
  EXPECT_EQ(fault, "secret");
  EXPECT_EQ(response.body.find("secret"), std::string::npos);
}

}  // namespace
}  // namespace redquill::http
