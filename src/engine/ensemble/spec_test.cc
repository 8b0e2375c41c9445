#include "engine/ensemble/spec.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace redquill::engine::ensemble {
namespace {

Spec Sample() {
  return {{"features", "lstm"},
          {{"prompt", 0.1, {0.7, 0.3}, {3.0, 2.9}}, {"general", 0, {1, 0}, {3.0, 0}}},
          {{"lstm", std::string(64, 'a')}}};
}

TEST(EnsembleSpecTest, IsReadAsItIsWritten) {
  const auto read = ReadSpec(ToJson(Sample()));
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(*read, Sample());
  EXPECT_EQ(read->Find("general"), &read->parts[1]);
  EXPECT_EQ(read->Find("other"), nullptr);
  EXPECT_EQ(read->Beside("lstm"), &read->beside[0]);
  EXPECT_EQ(read->Beside("features"), nullptr);
  Spec inside = Sample();
  inside.beside.clear();
  EXPECT_FALSE(ToJson(inside)["ensemble"].contains("beside"));
  EXPECT_EQ(*ReadSpec(ToJson(inside)), inside);
}

TEST(EnsembleSpecTest, EachRuleIsKept) {
  struct Case {
    const char* pointer;
    nlohmann::json value;
    const char* field;
  };
  const Case cases[] = {
      {"/ensemble", 3, "config.ensemble"},
      {"/ensemble/members", nlohmann::json::array(), "config.ensemble.members"},
      {"/ensemble/parts", nlohmann::json::array(), "config.ensemble.parts"},
      {"/ensemble/parts/0/weights/1", -0.1, "config.ensemble.parts[0].weights"},
      {"/ensemble/parts/0/weights", {0, 0}, "config.ensemble.parts[0].weights"},
      {"/ensemble/parts/0/weights", {1}, "config.ensemble.parts[0].weights"},
      {"/ensemble/parts/1/centres", {1, 2, 3}, "config.ensemble.parts[1].centres"},
      {"/ensemble/parts/1/name", "prompt", "config.ensemble.parts[1]"},
      {"/ensemble/parts/1/intercept", "x", "config.ensemble.parts[1].intercept"},
      {"/ensemble/beside", {}, "config.ensemble.beside"},
      {"/ensemble/beside/0/name", "other", "config.ensemble.beside"},
      {"/ensemble/beside/0/digest", "abc", "config.ensemble.beside[0].digest"},
      {"/ensemble/beside/0/more", 1, "config.ensemble.beside[0]"},
      {"/ensemble/beside/1",
       {{"name", "lstm"}, {"digest", std::string(64, 'b')}},
       "config.ensemble.beside[1].name"},
      {"/ensemble/more", 1, "config.ensemble"}};
  for (const auto& one : cases) {
    nlohmann::json config = ToJson(Sample());
    config[nlohmann::json::json_pointer(one.pointer)] = one.value;
    const auto read = ReadSpec(config);
    ASSERT_FALSE(read) << one.pointer;
    EXPECT_EQ(read.error().code, Code::kCorrupt);
    EXPECT_EQ(read.error().field, one.field);
  }
}

}  // namespace
}  // namespace redquill::engine::ensemble
