#include "http/score_body.h"

#include <gmock/gmock.h>

namespace redquill::http {
namespace {

using testing::HasSubstr;

Error Refusal(std::string_view body) {
  auto read = ReadScoreBody(body);
  return read ? Error{} : read.error();
}

TEST(ScoreBody, ReadsEveryMember) {
  auto body = ReadScoreBody(
      R"({"essay": "a\u00e9\nb", "model": "features", "prompt": "p", "explain": true})");
  ASSERT_TRUE(body);
  EXPECT_EQ(body->essay, "a\xC3\xA9\nb");
  EXPECT_EQ(body->model, "features");
  EXPECT_EQ(body->prompt, "p");
  EXPECT_TRUE(body->explain);
}

TEST(ScoreBody, OnlyTheEssayIsNeeded) {
  for (const char* text :
       {R"({"essay":"x"})", R"({"essay":"x","model":null,"prompt":null,"explain":null})"}) {
    auto body = ReadScoreBody(text);
    ASSERT_TRUE(body) << text;
    EXPECT_EQ(body->essay, "x");
    EXPECT_EQ(body->model, "");
    EXPECT_FALSE(body->explain);
  }
}

TEST(ScoreBody, NamesTheMemberThatIsWrong) {
  EXPECT_EQ(Refusal("{}").field, "essay");
  EXPECT_EQ(Refusal(R"({"essay": null})").field, "essay");
  EXPECT_EQ(Refusal(R"({"essay": 1})").message, "\"essay\" must be a string, not number.");
  EXPECT_EQ(Refusal(R"({"essay": "x", "model": ["a"]})").field, "model");
  EXPECT_EQ(Refusal(R"({"essay": "x", "prompt": {}})").field, "prompt");
  EXPECT_EQ(Refusal(R"({"essay": "x", "explain": "yes"})").field, "explain");
  EXPECT_EQ(Refusal(R"({"essay": "x", "explain": 1})").field, "explain");
  EXPECT_EQ(Refusal(R"({"essay": "x", "summative": "yes"})").field, "summative");
  EXPECT_TRUE(ReadScoreBody(R"({"essay": "x", "summative": true})")->summative);
}

TEST(ScoreBody, UnknownMembersAreRefusedWithTheNearest) {
  const auto error = Refusal(R"({"essay": "x", "explian": true})");
  EXPECT_EQ(error.field, "explian");
  EXPECT_THAT(error.message, HasSubstr("Did you mean explain?"));
}

TEST(ScoreBody, RefusesWhatIsNoJsonObject) {
  for (const char* text : {"", " ", "essay=x", "{", "[]", "\"essay\"", "null", "1", "{'essay':'x'}",
                           R"({"essay":"x"} x)", R"({"essay":"x","essay":"y"})",
                           R"({"essay":"\ud800"})", "{\"essay\":\"a\nb\"}"}) {
    const auto error = Refusal(text);
    EXPECT_EQ(error.code, Code::kInvalidArgument) << text;
    EXPECT_THAT(error.message, HasSubstr("The request's body")) << text;
  }
  EXPECT_EQ(Refusal("{\"essay\":\"\xff\"}").code, Code::kBadEncoding);
}

TEST(ScoreBody, BoundsDepthAndValues) {
  EXPECT_EQ(Refusal(R"({"essay":)" + std::string(20, '[') + std::string(20, ']') + "}").code,
            Code::kTooLarge);
  std::string many = R"({"essay":[0)";
  for (int i = 0; i < 2000; ++i) many += ",0";
  EXPECT_EQ(Refusal(many + "]}").code, Code::kTooLarge);
}

TEST(EvaluateBody, ReadsWhatOlderClientsSend) {
  auto body = ReadEvaluateBody(R"({"essay": "x", "my_model_id": "features", "user": 7})", false);
  ASSERT_TRUE(body);
  EXPECT_EQ(body->essay, "x");
  EXPECT_EQ(body->model, "features");
  EXPECT_EQ(ReadEvaluateBody(R"({"essay": "x", "my_model_id": 3})", false)->model, "3");
  EXPECT_EQ(ReadEvaluateBody(R"({"essay": "x", "my_model_id": null})", false)->model, "");
  EXPECT_EQ(ReadEvaluateBody(R"({"essay": "x"})", false)->model, "");
  EXPECT_EQ(ReadEvaluateBody(R"({"my_model_id": "features"})", false).error().field, "essay");
  EXPECT_EQ(ReadEvaluateBody(R"({"essay": "x", "my_model_id": []})", false).error().field,
            "my_model_id");
}

TEST(EvaluateBody, ReadsForms) {
  auto body = ReadEvaluateBody("essay=two+words%0D%0Amore&my_model_id=features", true);
  ASSERT_TRUE(body);
  EXPECT_EQ(body->essay, "two words\r\nmore");
  EXPECT_EQ(body->model, "features");
  EXPECT_EQ(ReadEvaluateBody("essay=x", true)->model, "");
  EXPECT_EQ(ReadEvaluateBody("my_model_id=x", true).error().field, "essay");
  EXPECT_FALSE(ReadEvaluateBody("essay=%", true));
}

}  // namespace
}  // namespace redquill::http
