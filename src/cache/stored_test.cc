#include "cache/stored.h"

#include <gtest/gtest.h>

#include <future>

#include "base/random.h"
#include "store/open.h"
#include "tests/support/databases.h"

namespace redquill::cache {
namespace {

using namespace std::chrono_literals;

const Log kQuiet(LogForm::kText, LogLevel::kError);
constexpr StoredAnswers::Options kPatient{.wait = 10s, .ttl_ms = 0};

scoring::ModelInfo Model(const std::string& digest) {
  scoring::ModelInfo model;
  model.digest = digest;
  return model;
}

std::shared_ptr<const scoring::Answer> AnswerOf(double score, const std::string& digest) {
  auto answer = std::make_shared<scoring::Answer>();
  answer->outputs.push_back({"holistic", score, score, score, {1, 6, 1}});
  answer->receipt.package_digest = digest;
  answer->receipt.text_sha256 = "t";
  return answer;
}

/// The reference: what a model of that digest says of a text.
double Scored(const std::string& text, const std::string& digest) {
  return static_cast<double>(std::hash<std::string>()(text + "|" + digest) % 100'003);
}

class Stored : public testing::TestWithParam<store::TestDatabase> {
 protected:
  void SetUp() override {
    place_ = GetParam().fresh();
    if (place_.empty()) GTEST_SKIP() << "needs tests/store/with_postgres";
    open_ = store::StoreAt(place_).value();
    // The tables, so that two replicas need not wait for each other's.
    database_ = open_().value();
  }
  std::string place_;
  store::OpenStore open_;
  std::unique_ptr<store::Store> database_;
};

TEST_P(Stored, OneReplicaFindsWhatAnotherScored) {
  const auto one = StoredAnswers::Start(open_, kPatient, kQuiet);
  one->Put("k", AnswerOf(3, "d"), 1000);
  one->Flush();
  const auto other = StoredAnswers::Start(open_, kPatient, kQuiet);
  const Hit hit = other->Find("k", "d", 5000);
  ASSERT_TRUE(hit.answer);
  EXPECT_EQ(hit.answer->outputs[0].score, 3);
  EXPECT_EQ(hit.scored_ms, 1000);
  EXPECT_FALSE(other->Find("k2", "d", 5000).answer);
  EXPECT_EQ(other->stats().hits, 1u);
  EXPECT_EQ(other->stats().misses, 1u);
}

TEST_P(Stored, GivesNothingThatIsTooOldOfAnotherPackageOrDamaged) {
  const auto stored = StoredAnswers::Start(open_, {.wait = 10s, .ttl_ms = 100'000'000}, kQuiet);
  const store::TimeMs now = store::Now();
  stored->Put("k", AnswerOf(3, "d"), now);
  stored->Flush();
  EXPECT_TRUE(stored->Find("k", "d", now + 100'000'000).answer);
  EXPECT_FALSE(stored->Find("k", "d", now + 100'000'001).answer);
  EXPECT_FALSE(stored->Find("k", "e", now).answer);
  auto entry = database_->FindCached("k").value().value();
  for (const std::string& value : {entry.value.substr(1), std::string("{}"), std::string()}) {
    entry.value = value;
    ASSERT_TRUE(database_->Keep({&entry, 1}));
    EXPECT_FALSE(stored->Find("k", "d", now).answer);
  }
}

/// Two replicas that share a database while their model sets change, each in its own time.
TEST_P(Stored, NoStaleScoreInAMillionOperationsOfTwoReplicas) {
  struct Replica {
    ExactCache memory{{.bytes = 4 << 20, .ttl_ms = 0}};
    std::unique_ptr<StoredAnswers> stored;
    std::vector<std::string> digests = {"m0", "m1"};
  };
  Replica replicas[2];
  for (auto& replica : replicas) replica.stored = StoredAnswers::Start(open_, kPatient, kQuiet);
  Random random(2026);
  int swaps = 0;
  uint64_t shared = 0;
  for (int i = 0; i < 1'000'000; ++i) {
    Replica& replica = replicas[random.Below(2)];
    std::string& digest = replica.digests[random.Below(2)];
    const uint64_t what = random.Below(4000);
    if (what == 0) {
      digest = "swapped" + std::to_string(++swaps);
    } else if (what == 1) {
      digest = replicas[random.Below(2)].digests[random.Below(2)];  // The other one follows.
    } else if (what == 2 && random.Below(20) == 0) {
      const auto cleared = database_->ClearCached(random.Below(2) == 0 ? digest : "", {});
      ASSERT_TRUE(cleared) << cleared.error().message;
    } else if (what == 3) {
      replica.memory.Clear();
    }
    const std::string text = "essay " + std::to_string(random.Below(100));
    const CacheKey key = KeyOf(text, Model(digest), "", false);
    const double expected = Scored(text, digest);
    Hit hit = replica.memory.Find(key, i);
    if (!hit.answer) {
      hit = replica.stored->Find(key, digest, i);
      shared += hit.answer != nullptr;
      if (hit.answer) replica.memory.Put(key, hit.answer, hit.scored_ms);
    }
    if (hit.answer) {
      ASSERT_EQ(hit.answer->outputs[0].score, expected) << i;
      continue;
    }
    replica.memory.Put(key, AnswerOf(expected, digest), i);
    replica.stored->Put(key, AnswerOf(expected, digest), i);
  }
  EXPECT_GT(shared, 1'000u);
  EXPECT_GT(swaps, 100);
}

INSTANTIATE_TEST_SUITE_P(Databases, Stored, testing::ValuesIn(store::TestDatabases()),
                         [](const auto& each) { return each.param.name; });

/// A database whose lookups hang until they are let go.
class Hanging : public store::Store {
 public:
  explicit Hanging(std::shared_future<void> let_go) : let_go_(std::move(let_go)) {}
  Result<std::optional<store::CacheEntry>> FindCached(std::string_view) override {
    let_go_.wait();
    return std::nullopt;
  }
  Result<void> Keep(std::span<const store::CacheEntry>) override { return {}; }
  Result<uint64_t> ClearCached(std::string_view, std::optional<store::TimeMs>) override {
    return 0;
  }
  Result<uint64_t> TrimCached(uint64_t) override { return 0; }
  Result<store::CacheStats> Cached() override { return store::CacheStats{}; }
  Result<void> Append(std::span<const store::ScoreRecord>) override { return {}; }
  Result<void> Judge(const store::Override&) override { return {}; }
  Result<std::vector<store::JudgedRecord>> List(const store::Selection&, const store::Position&,
                                                size_t) override {
    return std::vector<store::JudgedRecord>{};
  }
  Result<uint64_t> Remove(const store::Selection&, std::string_view, std::string_view) override {
    return 0;
  }
  Result<std::vector<store::AuditEntry>> Audit(int64_t, size_t) override {
    return std::vector<store::AuditEntry>{};
  }
  Result<void> Note(const store::AuditEvent&) override { return {}; }
  Result<void> CheckFiles() override { return {}; }

 private:
  std::shared_future<void> let_go_;
};

TEST(StoredAnswers, AHangingDatabaseHoldsNobodyUp) {
  std::promise<void> let_go;
  const std::shared_future<void> future = let_go.get_future().share();
  {
    const auto stored = StoredAnswers::Start(
        [&]() -> Result<std::unique_ptr<store::Store>> {
          return std::make_unique<Hanging>(future);
        },
        {.wait = 1ms}, kQuiet);
    for (int i = 0; i < 1000; ++i) EXPECT_FALSE(stored->Find("k", "d", 1).answer);
    EXPECT_EQ(stored->stats().late, 1000u);
    let_go.set_value();
  }
}

TEST(StoredAnswers, ADatabaseThatIsAwayCostsNothingButTheAnswers) {
  const auto away = []() -> Result<std::unique_ptr<store::Store>> {
    return Fail(Code::kUnavailable, "away");
  };
  const auto stored = StoredAnswers::Start(away, {.retry = 1ms, .most_waiting = 10}, kQuiet);
  for (int i = 0; i < 100; ++i) {
    EXPECT_FALSE(stored->Find("k", "d", 1).answer);
    stored->Put("k", AnswerOf(3, "d"), 1);
  }
  stored->Flush();
  EXPECT_EQ(stored->stats().dropped, 100u);
}

}  // namespace
}  // namespace redquill::cache
