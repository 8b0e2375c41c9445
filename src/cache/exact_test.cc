#include "cache/exact.h"

#include <gtest/gtest.h>

#include <set>

#include "base/random.h"
#include "base/sha256.h"

namespace redquill::cache {
namespace {

scoring::ModelInfo Model(const std::string& digest) {
  scoring::ModelInfo model;
  model.digest = digest;
  model.runtime = "r";
  return model;
}

std::shared_ptr<const scoring::Answer> AnswerOf(double score) {
  auto answer = std::make_shared<scoring::Answer>();
  answer->outputs.push_back({"holistic", score, score, score, {1, 6, 1}});
  return answer;
}

TEST(ExactCache, TheKeyIsOfEverythingAnAnswerDependsOn) {
  const auto model = Model("d1");
  const std::set<CacheKey> keys = {
      KeyOf("text", model, "p", false),       KeyOf("text", model, "p", true),
      KeyOf("text", model, "q", false),       KeyOf("text.", model, "p", false),
      KeyOf("text", Model("d2"), "p", false), KeyOf("textd1", Model(""), "p", false),
      KeyOf("text", Model("d1p"), "", false),
  };
  EXPECT_EQ(keys.size(), 7u);
  EXPECT_EQ(KeyOf("text", model, "p", false), KeyOf("text", Model("d1"), "p", false));
}

TEST(ExactCache, ForgetsWhatIsTooOld) {
  ExactCache cache({.bytes = 1 << 20, .ttl_ms = 1000});
  cache.Put("k", AnswerOf(3), 5000);
  EXPECT_EQ(cache.Find("k", 6000).answer->outputs[0].score, 3);
  EXPECT_EQ(cache.Find("k", 6000).scored_ms, 5000);
  EXPECT_FALSE(cache.Find("k", 6001).answer);
  EXPECT_EQ(cache.stats().hits, 2u);
  EXPECT_EQ(cache.stats().misses, 1u);
}

TEST(ExactCache, WithoutBytesKeepsNothing) {
  ExactCache cache({.bytes = 0});
  cache.Put("k", AnswerOf(3), 1);
  EXPECT_FALSE(cache.Find("k", 1).answer);
}

/// The reference: what a model of that digest says of a text.
double Scored(const std::string& text, const std::string& digest, const std::string& prompt) {
  return static_cast<double>(std::hash<std::string>()(text + "|" + digest + "|" + prompt) %
                             100'003);
}

TEST(ExactCache, NoStaleScoreInAMillionOperationsUnderChangingModels) {
  ExactCache cache({.bytes = 2 << 20, .ttl_ms = 500});
  Random random(2026);
  std::vector<std::string> digests = {"m0", "m1", "m2"};
  int swaps = 0;
  uint64_t hits = 0;
  store::TimeMs now = 1;
  for (int i = 0; i < 1'000'000; ++i) {
    now += static_cast<store::TimeMs>(random.Below(2));
    const uint64_t what = random.Below(1000);
    if (what == 0) {
      digests[random.Below(digests.size())] = "swapped" + std::to_string(++swaps);
      continue;
    }
    const std::string text = "essay " + std::to_string(random.Below(300));
    const std::string& digest = digests[random.Below(digests.size())];
    const std::string prompt = random.Below(2) == 0 ? "" : "gardens";
    const CacheKey key = KeyOf(text, Model(digest), prompt, false);
    if (what == 1) {
      cache.Erase(key);
      continue;
    }
    if (what == 2 && random.Below(50) == 0) {
      cache.Clear();
      continue;
    }
    const double expected = Scored(text, digest, prompt);
    const Hit hit = cache.Find(key, now);
    if (!hit.answer) {
      cache.Put(key, AnswerOf(expected), now);
      continue;
    }
    ++hits;
    ASSERT_EQ(hit.answer->outputs[0].score, expected) << i;
    ASSERT_LE(now - hit.scored_ms, 500) << i;
  }
  EXPECT_GT(hits, 100'000u);
  EXPECT_GT(swaps, 500);
}

}  // namespace
}  // namespace redquill::cache
