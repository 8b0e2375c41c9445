#include "http/inference/infer_body.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace redquill::http {
namespace {

using nlohmann::json;
using testing::HasSubstr;

json Input(const std::string& name, const json& data, const json& shape = {1}) {
  return {{"name", name}, {"datatype", "BYTES"}, {"shape", shape}, {"data", data}};
}

std::string Bytes(std::string_view text) {
  const auto size = static_cast<uint32_t>(text.size());
  return std::string(reinterpret_cast<const char*>(&size), sizeof size) + std::string(text);
}

TEST(InferBodyTest, ReadsTextsFromJson) {
  const json body = {{"id", "7"},
                     {"inputs", {Input("prompt", {"Gardens"}), Input("essay", {"Two words."})}}};
  const auto read = ReadInferBody(body.dump(), std::nullopt);
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->essay, "Two words.");
  EXPECT_EQ(read->prompt, "Gardens");
  EXPECT_EQ(read->id, "7");
  EXPECT_TRUE(read->outputs.empty());
  const json nested = {{"inputs", {Input("essay", {{"Two words."}}, {1, 1})}}};
  EXPECT_EQ(ReadInferBody(nested.dump(), std::nullopt)->essay, "Two words.");
}

TEST(InferBodyTest, ReadsTextsBehindTheJson) {
  json essay = {{"name", "essay"}, {"datatype", "BYTES"}, {"shape", {1}}};
  json prompt = essay;
  prompt["name"] = "prompt";
  essay["parameters"] = {{"binary_data_size", Bytes("Two words.").size()}};
  prompt["parameters"] = {{"binary_data_size", Bytes("Gardens").size()}};
  const json outputs = {{{"name", "score"}, {"parameters", {{"binary_data", true}}}},
                        {{"name", "raw"}}};
  const std::string head = json{{"inputs", {essay, prompt}}, {"outputs", outputs}}.dump();
  const auto read = ReadInferBody(head + Bytes("Two words.") + Bytes("Gardens"), head.size());
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->essay, "Two words.");
  EXPECT_EQ(read->prompt, "Gardens");
  ASSERT_EQ(read->outputs.size(), 2u);
  EXPECT_TRUE(read->outputs[0].binary);
  EXPECT_FALSE(read->outputs[1].binary);
}

TEST(InferBodyTest, SaysWhatIsWrong) {
  json untyped = Input("essay", {"x"}), two = Input("essay", {"a", "b"}, {2});
  untyped["datatype"] = "FP32";
  const std::pair<json, std::string> bodies[] = {
      {json::array(), "must be a JSON object"},
      {{{"inputs", "x"}}, "\"inputs\" is missing"},
      {{{"inputs", {1}}}, "is an object"},
      {{{"inputs", json::array()}}, "The input \"essay\" is missing"},
      {{{"inputs", {Input("text", {"x"})}}}, "no input 'text'"},
      {{{"inputs", {Input("essay", {"x"}), Input("essay", {"x"})}}}, "comes twice"},
      {{{"inputs", {untyped}}}, "its datatype is BYTES"},
      {{{"inputs", {two}}}, "one essay a request"},
      {{{"inputs", {Input("essay", {"x"}, json::array())}}}, "needs a shape"},
      {{{"inputs", {Input("essay", {"x"}, {-1})}}}, "list of sizes"},
      {{{"inputs", {Input("essay", {"a", "b"})}}}, "must be one text"},
      {{{"inputs", {Input("essay", {3})}}}, "must be one text"},
      {{{"inputs", {Input("essay", "x")}}}, "must be one text"},
      {{{"inputs", {Input("essay", {"x"})}}, {"id", 3}}, "\"id\" must be a string"},
      {{{"inputs", {Input("essay", {"x"})}}, {"outputs", 3}}, "\"outputs\" must be a list"},
  };
  for (const auto& [body, words] : bodies) {
    const auto read = ReadInferBody(body.dump(), std::nullopt);
    ASSERT_FALSE(read) << body;
    EXPECT_THAT(read.error().message, HasSubstr(words)) << body;
  }
  EXPECT_FALSE(ReadInferBody("{", std::nullopt));
}

TEST(InferBodyTest, BytesThatDoNotFitAreRefused) {
  json essay = {{"name", "essay"}, {"datatype", "BYTES"}, {"shape", {1}}};
  const auto read = [&](size_t declared, const std::string& bytes, size_t more = 0) {
    essay["parameters"] = {{"binary_data_size", declared}};
    const std::string head = json{{"inputs", {essay}}}.dump();
    return ReadInferBody(head + bytes, head.size() + more);
  };
  EXPECT_TRUE(read(9, Bytes("words")));
  EXPECT_FALSE(read(10, Bytes("words")));         // More than was sent.
  EXPECT_FALSE(read(9, Bytes("words") + "x"));    // Something behind it.
  EXPECT_FALSE(read(3, "abc"));                   // No length.
  EXPECT_FALSE(read(9, std::string(9, '\xff')));  // A length of 4 GiB.
  EXPECT_FALSE(read(9, Bytes("words"), 1000));    // JSON longer than the body.
}

}  // namespace
}  // namespace redquill::http
