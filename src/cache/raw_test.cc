#include "cache/raw.h"

#include <gtest/gtest.h>

#include <set>

namespace redquill::cache {
namespace {

scoring::ModelInfo Model(const std::string& digest, const std::string& raw_digest) {
  scoring::ModelInfo model;
  model.digest = digest;
  model.raw_digest = raw_digest;
  model.runtime = "r";
  return model;
}

std::shared_ptr<const scoring::RawScore> RawOf(double value, size_t features = 0) {
  auto raw = std::make_shared<scoring::RawScore>();
  raw->output.raw = {value};
  raw->features.assign(features, 1.0f);
  return raw;
}

TEST(RawScores, TheKeyIsOfTheWeightsAndOfAllElseThatARawScoreDependsOn) {
  const auto model = Model("d1", "w1");
  const auto raw = [](const std::string& text, const scoring::ModelInfo& of,
                      const std::string& prompt,
                      bool explain) { return KeysOf(text, of, prompt, explain).raw; };
  auto other_runtime = model;
  other_runtime.runtime = "s";
  const std::set<CacheKey> keys = {
      raw("text", model, "p", false),  raw("text", Model("d1", "w2"), "p", false),
      raw("text.", model, "p", false), raw("text", other_runtime, "p", false),
      raw("text", model, "q", false),  raw("text", model, "p", true),
      KeyOf("text", model, "p", false)};
  EXPECT_EQ(keys.size(), 7u);
  EXPECT_EQ(raw("text", Model("d2", "w1"), "p", false), raw("text", model, "p", false));
  EXPECT_EQ(KeysOf("text", model, "p", false).answer, KeyOf("text", model, "p", false));
  EXPECT_EQ(raw("text", Model("d1", ""), "p", false), "");
}

TEST(RawScores, AreBoundedInBytesAndAge) {
  RawScores raw({.bytes = 1 << 20, .ttl_ms = 1000});
  for (int i = 0; i < 5000; ++i) raw.Put(std::to_string(i), RawOf(i, 100), 5000);
  EXPECT_LE(raw.stats().bytes, 1u << 20);
  EXPECT_GT(raw.stats().entries, 500u);
  raw.Put("k", RawOf(3), 5000);
  EXPECT_EQ(raw.Find("k", 6000)->raw->output.raw[0], 3);
  EXPECT_EQ(raw.Peek("k", 6000)->scored_ms, 5000);
  EXPECT_FALSE(raw.Peek("k", 6001));
  EXPECT_FALSE(raw.Find("k", 6001));
  EXPECT_EQ(raw.stats().hits, 1u);
  EXPECT_EQ(raw.stats().misses, 1u) << "a peek counts as neither";
}

}  // namespace
}  // namespace redquill::cache
