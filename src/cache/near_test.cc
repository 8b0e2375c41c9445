#include "cache/near.h"

#include <gtest/gtest.h>

#include "base/random.h"
#include "scoring/calibration.h"

namespace redquill::cache {
namespace {

scoring::ModelInfo Model(const std::string& digest) {
  scoring::ModelInfo model;
  model.digest = digest;
  return model;
}

std::shared_ptr<const scoring::Answer> AnswerOf(double score) {
  auto answer = std::make_shared<scoring::Answer>();
  answer->outputs.push_back({"holistic", score, score, score, {1, 6, 1}});
  return answer;
}

Outline RandomText(Random& random, size_t words) {
  Outline outline;
  for (size_t i = 0; i < words; ++i) {
    if (i % 80 == 0) outline.paragraphs.push_back(static_cast<uint32_t>(i));
    outline.tokens.push_back(static_cast<uint32_t>(random.Below(3000)));
  }
  return outline;
}

TEST(NearDuplicates, OneScopeNeverAnswersForAnother) {
  NearDuplicates near({.ttl_ms = 0});
  Random random(1);
  const Outline text = RandomText(random, 300);
  const std::string scope = ScopeOf(Model("d"), "p", false, "school");
  near.Put(scope, text, AnswerOf(3), 10);
  ASSERT_TRUE(near.Find(scope, text, 20));
  EXPECT_EQ(near.Find(scope, text, 20)->similarity, 1);
  EXPECT_FALSE(near.Find(ScopeOf(Model("e"), "p", false, "school"), text, 20));
  EXPECT_FALSE(near.Find(ScopeOf(Model("d"), "q", false, "school"), text, 20));
  EXPECT_FALSE(near.Find(ScopeOf(Model("d"), "p", true, "school"), text, 20));
  EXPECT_FALSE(near.Find(ScopeOf(Model("d"), "p", false, "college"), text, 20));
  near.Clear();
  EXPECT_FALSE(near.Find(scope, text, 20));
}

TEST(NearDuplicates, FindsTheNearestWithinTheRatioAndNothingBeyond) {
  NearDuplicates near({.bytes = 256 << 20, .ttl_ms = 0});
  Random random(2);
  std::vector<Outline> texts;
  for (int i = 0; i < 300; ++i) {
    texts.push_back(RandomText(random, 200 + random.Below(300)));
    near.Put("s", texts.back(), AnswerOf(i), i);
  }
  int found = 0, expected = 0;
  for (int round = 0; round < 600; ++round) {
    const size_t which = random.Below(texts.size());
    Outline asked = texts[which];
    const size_t edits = random.Below(16);
    for (size_t e = 0; e < edits; ++e) asked.tokens[random.Below(asked.tokens.size())] = 5000;
    const auto hit = near.Find("s", asked, 1000);
    const double ratio = TokenRatio(texts[which], asked, 0.98);
    expected += ratio >= 0.98;
    if (!hit) continue;
    ++found;
    ASSERT_EQ(hit->similarity, ratio);
    ASSERT_GE(hit->similarity, 0.98);
    ASSERT_EQ(hit->hit.answer->outputs[0].score, static_cast<double>(which));
  }
  EXPECT_GT(expected, 200);
  EXPECT_GE(found, expected - 2);  // Hashing may miss one in a hundred thousand.
}

TEST(NearDuplicates, KeepsToItsBytesAndForgetsTheOldest) {
  NearDuplicates near({.bytes = 100'000, .ttl_ms = 100});
  Random random(3);
  std::vector<Outline> texts;
  for (int i = 0; i < 200; ++i) {
    texts.push_back(RandomText(random, 200));
    near.Put("s", texts.back(), AnswerOf(i), 1000);
    ASSERT_LE(near.stats().bytes, 100'000u);
  }
  EXPECT_FALSE(near.Find("s", texts.front(), 1000));
  EXPECT_TRUE(near.Find("s", texts.back(), 1100));
  EXPECT_FALSE(near.Find("s", texts.back(), 1101));
  EXPECT_LT(near.stats().entries, 60u);
  near.Put("s", RandomText(random, NearDuplicates::kMostTokens + 1), AnswerOf(1), 1000);
  EXPECT_LT(near.stats().entries, 60u);
}

std::shared_ptr<const scoring::Answer> Calibrated(double value) {
  const model::Scale scale{1, 6, 1};
  auto answer = std::make_shared<scoring::Answer>();
  answer->outputs.push_back({"holistic", scoring::ToScale(value, scale), value, value, scale});
  return answer;
}

TEST(NearDuplicates, GivesNoAnswerThatIsNearToAnotherScore) {
  Random random(4);
  for (const auto& [value, given] :
       {std::pair(3.0, true), {3.34, true}, {3.36, false}, {3.64, false}, {3.66, true}}) {
    NearDuplicates near({.audit = 0, .ttl_ms = 0});
    const Outline text = RandomText(random, 300);
    near.Put("s", text, Calibrated(value), 1);
    const auto hit = near.Find("s", text, 2);
    ASSERT_TRUE(hit) << value;
    EXPECT_EQ(hit->given(), given) << value;
    EXPECT_EQ(near.stats().hits, given ? 1u : 0u);
    EXPECT_EQ(near.stats().edges, given ? 0u : 1u);
    EXPECT_EQ(near.Peek("s", text, 2)->given(), given);
    EXPECT_EQ(near.stats().hits + near.stats().misses, 1u) << "a peek leaves no trace";
  }
}

TEST(NearDuplicates, ScoresAShareOfItsHitsAnewAndSwitchesItselfOffWhereTooManyAreWrong) {
  for (const bool right : {true, false}) {
    NearDuplicates near({.error = 0.1, .audit = 0.2, .ttl_ms = 0});
    Random random(5);
    const Outline text = RandomText(random, 300);
    near.Put("s", text, Calibrated(3), 1);
    int audits = 0;
    for (int i = 0; i < 1000; ++i) {
      const auto hit = near.Find("s", text, 2);
      if (!hit || !hit->audit) continue;
      EXPECT_FALSE(hit->given());
      ++audits;
      near.Audited(*hit, *Calibrated(right ? 3.2 : 4));
    }
    const auto stats = near.stats();
    EXPECT_EQ(stats.audited, static_cast<uint64_t>(audits));
    EXPECT_EQ(stats.off, !right);
    EXPECT_EQ(near.Find("s", text, 2).has_value(), right);
    if (right) {
      EXPECT_NEAR(audits, 200, 50);
      EXPECT_LT(stats.upper, 0.03);
    } else {
      EXPECT_LT(stats.hits, 30u);
    }
  }
}

}  // namespace
}  // namespace redquill::cache
