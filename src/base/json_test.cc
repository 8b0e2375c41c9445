#include "base/json.h"

#include <gtest/gtest.h>

#include <limits>

namespace redquill {
namespace {

using namespace std::string_view_literals;

TEST(ParseJson, ReadsEveryKindOfValue) {
  const auto value =
      ParseJson(R"({"a": [null, true, -1, 2.5, "é"], "b": {"c": 18446744073709551615}})");
  ASSERT_TRUE(value) << value.error().message;
  EXPECT_EQ((*value)["a"].dump(), "[null,true,-1,2.5,\"é\"]");
  EXPECT_EQ((*value)["b"]["c"].get<uint64_t>(), std::numeric_limits<uint64_t>::max());
  EXPECT_EQ(*ParseJson("7"), 7);
}

TEST(ParseJson, RefusesWhatIsNotStrictJson) {
  for (auto bad :
       {""sv, " "sv, "{"sv, "[1,]"sv, "{\"a\":1,}"sv, "[1] 2"sv, "// x\n1"sv, "NaN"sv, "1e999"sv,
        "'a'"sv, "\xEF\xBB\xBF[]"sv, "[]\0"sv, "[]\0x"sv, "\"a\nb\""sv, "01"sv, "\"\\ud800\""sv}) {
    const auto value = ParseJson(bad);
    ASSERT_FALSE(value) << bad;
    EXPECT_EQ(value.error().code, Code::kInvalidArgument) << bad;
  }
  EXPECT_EQ(ParseJson("\"\xff\"").error().code, Code::kBadEncoding);
}

TEST(ParseJson, RefusesAKeyThatStandsTwice) {
  const auto value = ParseJson(R"({"x": {"a": 1, "b": 2, "\u0061": 3}})");
  ASSERT_FALSE(value);
  EXPECT_EQ(value.error().message, "the key 'a' stands twice in one object");
  EXPECT_TRUE(ParseJson(R"([{"a": 1}, {"a": 2}, {"b": {"a": 3}, "a": 4}])"));
}

TEST(ParseJson, MessagesNeverQuoteTheText) {
  const auto value = ParseJson(R"({"essay": "a pupil's words" oops})");
  ASSERT_FALSE(value);
  EXPECT_EQ(value.error().message.find("pupil"), std::string::npos);
  EXPECT_NE(value.error().message.find("at byte"), std::string::npos);
}

TEST(ParseJson, HoldsItsLimits) {
  const JsonLimits limits{.bytes = 40, .depth = 3, .values = 5};
  EXPECT_TRUE(ParseJson("[[[1]]]", limits));
  EXPECT_EQ(ParseJson("[[[[1]]]]", limits).error().code, Code::kTooLarge);
  EXPECT_EQ(ParseJson(R"({"a":{"b":{"c":{}}}})", limits).error().code, Code::kTooLarge);
  EXPECT_TRUE(ParseJson("[1,2,3,4]", limits));
  EXPECT_EQ(ParseJson("[1,2,3,4,5]", limits).error().code, Code::kTooLarge);
  EXPECT_TRUE(ParseJson(std::string(39, ' ') + "1", limits));
  EXPECT_EQ(ParseJson(std::string(40, ' ') + "1", limits).error().code, Code::kTooLarge);
  const std::string deep = std::string(500'000, '[') + std::string(500'000, ']');
  EXPECT_EQ(ParseJson(deep).error().code, Code::kTooLarge);
}

TEST(CanonicalJson, IsSortedAndReadsBack) {
  const nlohmann::json value = {{"b", 0.1}, {"a", {1, "é\t"}}, {"B", 1.0}};
  const auto text = CanonicalJson(value);
  ASSERT_TRUE(text);
  EXPECT_EQ(*text, "{\n  \"B\": 1.0,\n  \"a\": [\n    1,\n    \"é\\t\"\n  ],\n  \"b\": 0.1\n}\n");
  EXPECT_EQ(*ParseJson(*text), value);
  EXPECT_EQ(*CanonicalJson(*ParseJson(*text)), *text);
}

TEST(CanonicalJson, RefusesWhatJsonHasNoFormFor) {
  const double infinite = std::numeric_limits<double>::infinity();
  EXPECT_EQ(CanonicalJson({{"a", {1, infinite}}}).error().code, Code::kInvalidArgument);
  EXPECT_EQ(CanonicalJson("\xff").error().code, Code::kBadEncoding);
}

}  // namespace
}  // namespace redquill
