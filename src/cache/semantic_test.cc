#include "cache/semantic.h"

#include <gtest/gtest.h>

#include <cmath>

namespace redquill::cache {
namespace {

using Act = SemanticCache::Act;

std::shared_ptr<const scoring::Answer> AnswerOf(double score) {
  auto answer = std::make_shared<scoring::Answer>();
  answer->outputs.push_back({"holistic", score, score, score, {1, 6, 1}});
  return answer;
}

/// A text's vector lies near its topic's; its score is the topic's, but for a share of texts.
struct Stream {
  explicit Stream(uint64_t seed) : random(seed) {}
  std::vector<float> Next() {
    topic = random.Below(5);
    std::vector<float> vector(16);
    for (float& value : vector) value = static_cast<float>(0.02 * (random.Unit() - 0.5));
    vector[topic] += 1;
    return vector;
  }
  Random random;
  size_t topic = 0;
};

struct Seen {
  int served = 0, wrong = 0;
};

/// `changed`: the share of texts whose score is another than their topic's.
Seen Replay(SemanticCache& cache, Stream& stream, int requests, double changed) {
  Seen seen;
  for (int i = 0; i < requests; ++i) {
    const auto vector = stream.Next();
    const bool other = stream.random.Unit() < changed;
    const auto truth = AnswerOf(static_cast<double>(stream.topic) + (other ? 1 : 0));
    const auto decision = cache.Ask("s", vector, 1);
    if (decision.act == Act::kServe) {
      ++seen.served;
      seen.wrong += !SameScores(*decision.neighbour.answer, *truth);
      continue;
    }
    cache.Learn(decision, *truth);
    cache.Put("s", vector, truth, 1);
  }
  return seen;
}

TEST(SemanticCache, ServesOnceItHasSeenEnoughAndIsRight) {
  SemanticCache cache({.ttl_ms = 0});
  Stream stream(1);
  EXPECT_EQ(Replay(cache, stream, 300, 0).served, 0);
  const Seen seen = Replay(cache, stream, 3000, 0);
  EXPECT_GT(seen.served, 1000);
  EXPECT_EQ(seen.wrong, 0);
  EXPECT_GT(cache.stats().audited, 50u);
  EXPECT_FALSE(cache.stats().off);
}

TEST(SemanticCache, NeverServesWhereNeighboursAreWrongTooOften) {
  SemanticCache cache({.ttl_ms = 0});
  Stream stream(2);
  EXPECT_EQ(Replay(cache, stream, 3000, 0.1).served, 0);
}

TEST(SemanticCache, SwitchesItselfOffWhenTheWorldChanges) {
  SemanticCache cache({.audit = 0.2, .ttl_ms = 0});
  Stream stream(3);
  EXPECT_GT(Replay(cache, stream, 2000, 0).served, 100);
  const Seen after = Replay(cache, stream, 6000, 0.3);
  // Either the curve fell below the bound or the audits broke off; both end it soon.
  EXPECT_LT(after.served, 300);
  EXPECT_EQ(Replay(cache, stream, 1000, 0.3).served, 0);
}

TEST(SemanticCache, OneScopeNeverAnswersForAnother) {
  SemanticCache cache({.ttl_ms = 0});
  const std::vector<float> vector = {1, 0};
  cache.Put("a", vector, AnswerOf(3), 1);
  EXPECT_EQ(cache.Ask("a", vector, 1).act, Act::kExplore);
  EXPECT_EQ(cache.Ask("b", vector, 1).act, Act::kNothingNear);
  cache.Clear();
  EXPECT_EQ(cache.Ask("a", vector, 1).act, Act::kNothingNear);
}

TEST(SemanticCache, KeepsToItsEntriesAndScopesAndForgetsWhatIsOld) {
  SemanticCache cache({.entries = 10, .scopes = 2, .ttl_ms = 100});
  Stream stream(5);
  for (int i = 0; i < 95; ++i) {
    cache.Put("a", stream.Next(), AnswerOf(1), 1000);
    ASSERT_LE(cache.stats().entries, 10u);
  }
  const auto vector = stream.Next();
  EXPECT_EQ(cache.Ask("a", vector, 1100).act, Act::kExplore);
  EXPECT_EQ(cache.Ask("a", vector, 1101).act, Act::kNothingNear);
  // A decision on what is gone meanwhile teaches nothing and breaks nothing.
  const auto decision = cache.Ask("a", vector, 1000);
  cache.Put("b", vector, AnswerOf(1), 1000);
  cache.Put("c", vector, AnswerOf(1), 1000);
  EXPECT_EQ(cache.Ask("a", vector, 1000).act, Act::kNothingNear);
  cache.Learn(decision, *AnswerOf(1));
  // One scope's vectors have one width.
  cache.Put("c", std::vector<float>{1, 2}, AnswerOf(1), 1000);
  EXPECT_EQ(cache.stats().entries, 2u);
}

}  // namespace
}  // namespace redquill::cache
