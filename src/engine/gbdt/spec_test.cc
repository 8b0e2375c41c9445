#include "engine/gbdt/spec.h"

#include <gtest/gtest.h>

#include <functional>
#include <nlohmann/json.hpp>

namespace redquill::engine::gbdt {
namespace {

using nlohmann::json;

Spec Sample() {
  Spec spec;
  spec.features = 12;
  spec.blocks = {{"words", 64}, {"topics", 32}};
  spec.gammas = {0.05, 0.4};
  spec.parts = {{"prompt", {"words"}, {{"words", 4}}, true, 0.5, "prompt.ubj"},
                {"general", {"words"}, {}, false, 0.25, "general.ubj"}};
  spec.topics = "topics";
  return spec;
}

TEST(Spec, IsReadBack) {
  const auto back = ReadSpec(ToJson(Sample()), 3);
  ASSERT_TRUE(back) << back.error().message;
  EXPECT_EQ(*back, Sample());
}

TEST(Spec, OnePartNeedsNoName) {
  Spec spec = Sample();
  spec.parts = {{"", {"words"}, {}, false, 1, "model.ubj"}};
  spec.topics.clear();
  const auto back = ReadSpec(ToJson(spec), 0);
  ASSERT_TRUE(back) << back.error().message;
  EXPECT_EQ(*back, spec);
}

TEST(Spec, RefusesWhatDoesNotFit) {
  const struct {
    const char* field;
    std::function<void(json&)> breaks;
  } cases[] = {
      {"config.features", [](json& c) { c["features"] = 0; }},
      {"config.features", [](json& c) { c["features"] = 1e9; }},
      {"config.blocks[0].columns", [](json& c) { c["blocks"][0]["columns"] = 0; }},
      {"config.blocks[1].name", [](json& c) { c["blocks"][1]["name"] = "words"; }},
      {"config.gammas[0]", [](json& c) { c["gammas"][0] = -1; }},
      {"config.gammas[1]", [](json& c) { c["gammas"][1] = "0.4"; }},
      {"config.parts", [](json& c) { c["parts"] = json::array(); }},
      {"config.parts", [](json& c) { c["parts"][1]["name"] = "prompt"; }},
      {"config.parts[0].by_prompt", [](json& c) { c["parts"].erase(1); }},
      {"config.parts[0].blocks[0]", [](json& c) { c["parts"][0]["blocks"][0] = "letters"; }},
      {"config.parts[0].folded[0].fold", [](json& c) { c["parts"][0]["folded"][0]["fold"] = 5; }},
      {"config.parts[0].folded[0].fold", [](json& c) { c["parts"][0]["folded"][0]["fold"] = 0; }},
      {"config.parts[0].folded[0].block",
       [](json& c) { c["parts"][0]["folded"][0]["block"] = "none"; }},
      {"config.parts[1].blend", [](json& c) { c["parts"][1]["blend"] = 1.5; }},
      {"config.topics", [](json& c) { c["topics"] = "none"; }},
      {"config.parts[1]", [](json& c) { c["parts"][1]["surprise"] = 1; }},
  };
  for (const auto& one : cases) {
    json config = ToJson(Sample());
    one.breaks(config);
    const auto spec = ReadSpec(config, 3);
    ASSERT_FALSE(spec) << one.field;
    EXPECT_EQ(spec.error().code, Code::kCorrupt);
    EXPECT_EQ(spec.error().field, one.field) << spec.error().message;
  }
  EXPECT_FALSE(ReadSpec(ToJson(Sample()), 0)) << "a part by prompt without prompts";
}

}  // namespace
}  // namespace redquill::engine::gbdt
