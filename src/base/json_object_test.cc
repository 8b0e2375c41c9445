#include "base/json_object.h"

#include <gtest/gtest.h>

namespace redquill {
namespace {

using nlohmann::json;

/// The fault that `read` finds in `document`; an empty error if none.
template <typename Read>
Error FaultOf(const json& document, Read read) {
  JsonFault fault;
  JsonObject in(document, "", &fault);
  read(in);
  in.Finish();
  return fault.first.value_or(Error{});
}

TEST(JsonObject, ReadsWhatIsThere) {
  const json document = json::parse(R"({"t": "é", "n": 3, "x": -0.5, "o": {"b": true},
      "v": {"any": [1]}, "l": ["p", "q"], "x-mine": 1})");
  JsonFault fault;
  JsonObject in(document, "", &fault);
  EXPECT_EQ(in.Text("t", 2), "é");
  EXPECT_EQ(in.Count("n", 3), 3u);
  EXPECT_EQ(in.Number("n"), 3.0);
  EXPECT_EQ(in.Number("x"), -0.5);
  JsonObject inner = in.Object("o");
  EXPECT_TRUE(inner.Bool("b"));
  inner.Finish();
  EXPECT_EQ(in.Verbatim("v"), document["v"]);
  std::string joined;
  in.Each("l", 2, [&](const json& value, const std::string& path) {
    joined += path + "=" + JsonText(value, path, 9, &fault) + " ";
  });
  EXPECT_EQ(joined, "l[0]=p l[1]=q ");
  EXPECT_EQ(in.FinishButPrivate(), json({{"x-mine", 1}}));
  EXPECT_FALSE(fault.first) << fault.first->message;
}

TEST(JsonObject, NamesThePathOfWhatIsWrong) {
  auto text = [](JsonObject& in) { in.Object("a").Text("b", 3); };
  EXPECT_EQ(FaultOf({{"a", {{"c", 1}}}}, text).message, "a.b is missing");
  EXPECT_EQ(FaultOf({{"a", {{"b", 1}}}}, text).field, "a.b");
  EXPECT_EQ(FaultOf({{"a", 5}}, text).message, "a must be an object");
  EXPECT_EQ(FaultOf({{"a", {{"b", ""}}}}, text).field, "a.b");
  EXPECT_EQ(FaultOf({{"a", {{"b", "four"}}}}, text).message,
            "a.b must have 1 to 3 bytes; it has 4");
  for (const char* bad : {"\n", "\x7f", "\x1b", "\xC2\x9b", "\xff"}) {
    EXPECT_EQ(FaultOf({{"a", {{"b", bad}}}}, text).field, "a.b");
  }
  EXPECT_EQ(FaultOf(json::array(), text).message, "the document must be an object");
}

TEST(JsonObject, TakesNoOtherTypeForACountOrNumber) {
  auto count = [](JsonObject& in) { in.Count("n", 10); };
  for (const json& bad : std::vector<json>{-1, 11, 2.0, "2", nullptr, true, json::array()}) {
    EXPECT_EQ(FaultOf({{"n", bad}}, count).message, "n must be a whole number of 0 to 10") << bad;
  }
  auto number = [](JsonObject& in) { in.Number("n"); };
  for (const json& bad : std::vector<json>{"2", nullptr, true, json::object()}) {
    EXPECT_EQ(FaultOf({{"n", bad}}, number).message, "n must be a number") << bad;
  }
  auto boolean = [](JsonObject& in) { in.Bool("n"); };
  EXPECT_EQ(FaultOf({{"n", 1}}, boolean).message, "n must be true or false");
  auto verbatim = [](JsonObject& in) { in.Verbatim("n"); };
  EXPECT_EQ(FaultOf({{"n", json::array()}}, verbatim).message, "n must be an object");
  auto each = [](JsonObject& in) { in.Each("n", 1, [](const json&, const std::string&) {}); };
  EXPECT_EQ(FaultOf({{"n", {1, 2}}}, each).message, "n must have at most 1 elements; it has 2");
  EXPECT_EQ(FaultOf({{"n", 1}}, each).message, "n must be an array");
}

TEST(JsonObject, RefusesMembersNobodyReads) {
  auto nothing = [](JsonObject&) {};
  EXPECT_EQ(FaultOf({{"a", 1}}, nothing).message,
            "the document has a member 'a' that is not known here");
  EXPECT_FALSE(FaultOf({{"x-a", 1}}, nothing).message.empty());
  auto private_ones = [](JsonObject& in) { in.FinishButPrivate(); };
  EXPECT_TRUE(FaultOf({{"x-a", 1}}, private_ones).message.empty());
  EXPECT_FALSE(FaultOf({{"x-a", 1}, {"X-a", 1}}, private_ones).message.empty());
}

TEST(JsonObject, TheFirstFaultStays) {
  const Error fault = FaultOf(json::object(), [](JsonObject& in) {
    in.Number("first");
    in.Number("second");
  });
  EXPECT_EQ(fault.field, "first");
  EXPECT_EQ(fault.code, Code::kInvalidArgument);
}

}  // namespace
}  // namespace redquill
