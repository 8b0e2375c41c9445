#include "http/transport/cors.h"

#include <gtest/gtest.h>

namespace redquill::http {
namespace {

const std::vector<Header> kFromSchool = {{"origin", "https://school.example"}};

TEST(Cors, IsOffByDefault) { EXPECT_EQ(AllowedOrigin({}, kFromSchool), ""); }

TEST(Cors, LetsInWhoIsOnTheList) {
  EXPECT_EQ(AllowedOrigin({"https://school.example"}, kFromSchool), "https://school.example");
  EXPECT_EQ(AllowedOrigin({"*"}, kFromSchool), "https://school.example");
  for (const char* other : {"https://school.example.evil", "http://school.example", "null",
                            "https://school.example:444", "HTTPS://SCHOOL.EXAMPLE"}) {
    EXPECT_EQ(AllowedOrigin({"https://school.example"}, {{"Origin", other}}), "") << other;
  }
  EXPECT_EQ(AllowedOrigin({"*"}, {}), "");
}

TEST(Cors, APreflightIsAnsweredWithWhatIsAllowed) {
  auto headers = kFromSchool;
  EXPECT_FALSE(IsPreflight("OPTIONS", headers));
  headers.push_back({"Access-Control-Request-Method", "POST"});
  EXPECT_TRUE(IsPreflight("OPTIONS", headers));
  EXPECT_FALSE(IsPreflight("POST", headers));
  const auto answer = PreflightAnswer("https://school.example");
  EXPECT_EQ(answer.status, 204);
  EXPECT_EQ(Find(answer.headers, "Access-Control-Allow-Origin"), "https://school.example");
  EXPECT_EQ(Find(answer.headers, "Vary"), "Origin");
  EXPECT_EQ(Find(answer.headers, "Access-Control-Allow-Credentials"), "");
}

}  // namespace
}  // namespace redquill::http
