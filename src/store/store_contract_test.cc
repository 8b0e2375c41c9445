// What every database behind store::Store must do; run against each of them.
#include <gmock/gmock.h>

#include <filesystem>
#include <thread>

#include "store/open.h"
#include "tests/support/databases.h"
#include "tests/support/sample_records.h"

namespace redquill::store {
namespace {

class StoreContract : public testing::TestWithParam<TestDatabase> {
 protected:
  void SetUp() override {
    place_ = GetParam().fresh();
    if (place_.empty())
      GTEST_SKIP() << "needs " << GetParam().name << ": tests/store/with_postgres";
    store_ = Open();
  }
  std::unique_ptr<Store> Open() {
    const auto open = StoreAt(place_).value();
    auto store = open();
    EXPECT_TRUE(store) << store.error().message;
    return store ? std::move(*store) : nullptr;
  }
  std::vector<ScoreRecord> Samples(int from, int to) {
    std::vector<ScoreRecord> records;
    for (int i = from; i < to; ++i) records.push_back(SampleRecord(i));
    return records;
  }
  std::vector<std::string> Ids(const Selection& selection) {
    std::vector<std::string> ids;
    const auto listed = store_->List(selection, {}, 1000);
    EXPECT_TRUE(listed) << listed.error().message;
    for (const auto& judged : *listed) ids.push_back(judged.record.id);
    return ids;
  }
  std::string Fault(const std::string& expected = "") {
    const auto finding = VerifyAudit(*store_, expected);
    EXPECT_TRUE(finding) << finding.error().message;
    return finding->fault;
  }

  std::string place_;
  std::unique_ptr<Store> store_;
};

TEST_P(StoreContract, KeepsEveryMemberAcrossOpenings) {
  ScoreRecord record = SampleRecord(1);
  record.text = "A “quoted” text;\nits second line, it's fine: $1 ? %s \\ .";
  record.score = 0.1 + 0.2;
  ASSERT_TRUE(store_->Append({&record, 1}));
  store_ = Open();
  const auto listed = store_->List({.id = record.id}, {}, 10);
  ASSERT_TRUE(listed);
  ASSERT_EQ(listed->size(), 1u);
  EXPECT_EQ(ToJsonLine(listed->front().record), ToJsonLine(record));
  EXPECT_EQ(DigestOf(listed->front().record), DigestOf(record));
}

TEST_P(StoreContract, AppendsOnceWhateverIsReplayed) {
  const auto records = Samples(0, 5);
  ASSERT_TRUE(store_->Append(records));
  ASSERT_TRUE(store_->Append(records));
  const std::vector<ScoreRecord> twice = {SampleRecord(9), SampleRecord(9)};
  ASSERT_TRUE(store_->Append(twice));
  EXPECT_EQ(Ids({}).size(), 6u);
  EXPECT_EQ(store_->Audit(0, 100)->size(), 6u);
  EXPECT_EQ(Fault(), "");
}

TEST_P(StoreContract, ListsByPageAndSelection) {
  ASSERT_TRUE(store_->Append(Samples(0, 25)));
  std::vector<std::string> paged;
  Position at;
  for (;;) {
    const auto page = store_->List({}, at, 7).value();
    for (const auto& judged : page) paged.push_back(judged.record.id);
    if (page.size() < 7) break;
    at = {page.back().record.when_ms, page.back().record.id};
  }
  EXPECT_EQ(paged, Ids({}));
  EXPECT_EQ(paged.size(), 25u);
  EXPECT_EQ(Ids({.person = "pupil-1"}).size(), 8u);
  EXPECT_EQ(Ids({.text_sha256 = SampleRecord(3).text_sha256}).size(), 4u);
  EXPECT_EQ(Ids({.person = "' OR 1 = 1 --"}).size(), 0u);
  EXPECT_EQ(Ids({.before_ms = SampleRecord(4).when_ms}).size(), 4u);
}

TEST_P(StoreContract, KeepsWhatPeopleSaid) {
  ASSERT_TRUE(store_->Append(Samples(0, 2)));
  const std::string id = SampleRecord(1).id;
  ASSERT_TRUE(store_->Judge({id, 5, "Ms Hill", 4, "clear thesis"}));
  ASSERT_TRUE(store_->Judge({id, 6, "Mr Low", 4.5, ""}));
  const auto missing = store_->Judge({"nobody", 6, "Mr Low", 4, ""});
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().code, Code::kNotFound);
  const auto judged = store_->List({.id = id}, {}, 10)->front();
  ASSERT_EQ(judged.overrides.size(), 2u);
  EXPECT_EQ(judged.overrides[0].by, "Ms Hill");
  EXPECT_EQ(judged.overrides[1].score, 4.5);
  EXPECT_EQ(judged.record.score, SampleRecord(1).score);
  EXPECT_EQ(Fault(), "");
}

TEST_P(StoreContract, ErasesOnePersonAndStillVerifies) {
  ASSERT_TRUE(store_->Append(Samples(0, 12)));
  ASSERT_TRUE(store_->Judge({SampleRecord(1).id, 5, "Ms Hill", 4, ""}));
  EXPECT_EQ(store_->Remove({.person = "pupil-1"}, "erase", "head office").value(), 4u);
  EXPECT_EQ(store_->Remove({.person = "pupil-1"}, "erase", "head office").value(), 0u);
  EXPECT_EQ(Ids({.person = "pupil-1"}).size(), 0u);
  EXPECT_EQ(Ids({}).size(), 8u);
  EXPECT_EQ(Fault(), "");
  // A journal that is replayed late does not bring an erased record back.
  ASSERT_TRUE(store_->Append(Samples(0, 12)));
  EXPECT_EQ(Ids({}).size(), 8u);
  EXPECT_EQ(Fault(), "");
}

TEST_P(StoreContract, FindsTheHeadThatSomebodyNoted) {
  ASSERT_TRUE(store_->Append(Samples(0, 3)));
  const std::string noted = VerifyAudit(*store_, "")->head;
  ASSERT_TRUE(store_->Note({7, "clear cache", "me", "", "3"}));
  EXPECT_EQ(Fault(noted), "");
  EXPECT_THAT(Fault(std::string(64, 'e')), testing::HasSubstr("cut off"));
}

TEST_P(StoreContract, ManyWritersMakeOneChain) {
  std::vector<std::thread> writers;
  for (int writer = 0; writer < 4; ++writer) {
    writers.emplace_back([this, writer] {
      const auto own = Open();
      for (int i = 0; i < 25; ++i) {
        const ScoreRecord record = SampleRecord(100 * writer + i);
        EXPECT_TRUE(own->Append({&record, 1}));
      }
    });
  }
  for (auto& writer : writers) writer.join();
  EXPECT_EQ(Ids({}).size(), 100u);
  EXPECT_EQ(Fault(), "");
}

// Replicas that start together: SQLite tells one of two that it is locked, PostgreSQL that the
// table is there.
TEST_P(StoreContract, ManyMayOpenANewOneAtOnce) {
  for (int round = 0; round < 3; ++round) {
    const auto open = StoreAt(GetParam().fresh()).value();
    std::atomic<int> begun = 0;
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i) {
      threads.emplace_back([&] {
        ++begun;
        while (begun < 4) std::this_thread::yield();
        const auto store = open();
        EXPECT_TRUE(store) << store.error().message;
      });
    }
    for (auto& thread : threads) thread.join();
  }
}

TEST_P(StoreContract, KeepsCacheEntriesAndClearsThem) {
  const std::vector<CacheEntry> entries = {{"k1", "m1", "t1", 10, "one"},
                                           {"k2", "m1", "t2", 20, "two"},
                                           {"k3", "m2", "t1", 30, "three"}};
  ASSERT_TRUE(store_->Keep(entries));
  const CacheEntry newer{"k1", "m1", "t1", 40, "one again"};
  ASSERT_TRUE(store_->Keep({&newer, 1}));
  EXPECT_EQ(store_->FindCached("k1").value()->value, "one again");
  EXPECT_EQ(store_->FindCached("k1").value()->when_ms, 40);
  EXPECT_FALSE(store_->FindCached("k9").value());
  EXPECT_EQ(store_->Cached()->entries, 3u);
  EXPECT_EQ(store_->Cached()->bytes, 9u + 3 + 5);
  EXPECT_EQ(store_->ClearCached("m1", 30).value(), 1u);
  EXPECT_EQ(store_->ClearCached("m1", {}).value(), 1u);
  EXPECT_EQ(store_->ClearCached("", {}).value(), 1u);
  EXPECT_EQ(store_->Cached()->entries, 0u);
}

TEST_P(StoreContract, TrimsTheOldestCacheEntries) {
  std::vector<CacheEntry> entries;
  for (int i = 0; i < 100; ++i) {
    entries.push_back({"k" + std::to_string(i), "m", "t", i, std::string(10, 'v')});
  }
  ASSERT_TRUE(store_->Keep(entries));
  EXPECT_EQ(store_->TrimCached(1000).value(), 0u);
  EXPECT_GE(store_->TrimCached(500).value(), 50u);
  const auto left = store_->Cached().value();
  EXPECT_LE(left.bytes, 500u);
  EXPECT_GE(left.bytes, 400u);
  EXPECT_EQ(left.oldest_ms, static_cast<TimeMs>(100 - left.entries));
  EXPECT_EQ(store_->TrimCached(0).value(), left.entries);
}

TEST_P(StoreContract, ErasingARecordForgetsWhatIsCachedOfItsText) {
  const ScoreRecord record = SampleRecord(1);
  ASSERT_TRUE(store_->Append({&record, 1}));
  const std::vector<CacheEntry> entries = {{"k1", "m", record.text_sha256, 1, "v"},
                                           {"k2", "m", "another", 1, "v"}};
  ASSERT_TRUE(store_->Keep(entries));
  ASSERT_EQ(store_->Remove({.id = record.id}, "erase", "office").value(), 1u);
  EXPECT_FALSE(store_->FindCached("k1").value());
  EXPECT_TRUE(store_->FindCached("k2").value());
}

TEST_P(StoreContract, FilesAreSound) { EXPECT_TRUE(store_->CheckFiles()); }

INSTANTIATE_TEST_SUITE_P(Databases, StoreContract, testing::ValuesIn(TestDatabases()),
                         [](const auto& each) { return each.param.name; });

}  // namespace
}  // namespace redquill::store
