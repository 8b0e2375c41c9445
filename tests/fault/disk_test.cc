// A disk that is full, read-only or damaged: records go elsewhere or are said to be lost; nothing
// acknowledged is. Mounts a tmpfs, and is skipped where that is not allowed.
#include <gtest/gtest.h>
#include <sys/mount.h>

#include <fstream>
#include <thread>

#include "store/open.h"
#include "store/recorder.h"
#include "tests/support/databases.h"
#include "tests/support/sample_records.h"

namespace redquill::store {
namespace {

using namespace std::chrono_literals;

const Log kQuiet(LogForm::kText, LogLevel::kError);

class SmallDisk : public testing::Test {
 protected:
  void SetUp() override {
    mounted_ = ::mount("tmpfs", folder_.c_str(), "tmpfs", 0, "size=1m") == 0;
    if (!mounted_) GTEST_SKIP() << "may not mount a tmpfs";
  }
  void TearDown() override {
    if (mounted_) ::umount2(folder_.c_str(), MNT_DETACH);
  }
  std::unique_ptr<Recorder> Start() {
    return Recorder::Start(StoreAt(place_).value(), Journal::Open(journal_, 64 << 20).value(),
                           {.wait = 5s, .retry = 20ms}, kQuiet);
  }
  void ExpectAll(size_t count) {
    auto recorder = Start();
    for (int i = 0; i < 1000 && recorder->journal().size() > 0; ++i) {
      std::this_thread::sleep_for(10ms);
    }
    auto store = StoreAt(place_).value()().value();
    EXPECT_EQ(store->List({}, {}, 100'000)->size(), count);
    EXPECT_EQ(VerifyAudit(*store, "")->fault, "");
  }

  bool mounted_ = false;
  const std::string folder_ = FreshFolder(), place_ = folder_ + "/scores.db";
  const std::string journal_ = FreshFolder();
};

TEST_F(SmallDisk, FullRecordsGoToTheJournalAndComeBack) {
  size_t acknowledged = 0, pending = 0;
  {
    auto recorder = Start();
    for (int i = 0; i < 600; ++i) {
      const Recorded recorded = recorder->Record(SampleRecord(i));
      acknowledged += recorded != Recorded::kFailed;
      pending += recorded == Recorded::kPending;
    }
  }
  EXPECT_EQ(acknowledged, 600u);
  EXPECT_GT(pending, 0u);
  ASSERT_EQ(::mount("tmpfs", folder_.c_str(), "tmpfs", MS_REMOUNT, "size=64m"), 0);
  ExpectAll(600);
}

TEST_F(SmallDisk, ReadOnlyRecordsGoToTheJournalAndComeBack) {
  {
    auto recorder = Start();
    ASSERT_EQ(recorder->Record(SampleRecord(0)), Recorded::kStored);
  }
  ASSERT_EQ(::mount("tmpfs", folder_.c_str(), "tmpfs", MS_REMOUNT | MS_RDONLY, nullptr), 0);
  {
    auto recorder = Start();
    for (int i = 1; i < 10; ++i) ASSERT_EQ(recorder->Record(SampleRecord(i)), Recorded::kPending);
  }
  ASSERT_EQ(::mount("tmpfs", folder_.c_str(), "tmpfs", MS_REMOUNT, nullptr), 0);
  ExpectAll(10);
}

TEST(DamagedDatabase, RecordsWaitInTheJournal) {
  const std::string place = FreshFolder() + "/scores.db", journal = FreshFolder();
  const auto start = [&] {
    return Recorder::Start(StoreAt(place).value(), Journal::Open(journal, 1 << 20).value(),
                           {.wait = 5s, .retry = 20ms}, kQuiet);
  };
  ASSERT_EQ(start()->Record(SampleRecord(0)), Recorded::kStored);
  {
    // Every page but the first, whose header names the file.
    std::fstream file(place, std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(4096);
    file << std::string(12 * 4096, '\xA5');
  }
  auto recorder = start();
  for (int i = 1; i < 5; ++i) EXPECT_EQ(recorder->Record(SampleRecord(i)), Recorded::kPending);
  EXPECT_GT(recorder->journal().size(), 0u);
  const auto store = StoreAt(place).value()();
  EXPECT_FALSE(store && (*store)->CheckFiles());
}

}  // namespace
}  // namespace redquill::store
