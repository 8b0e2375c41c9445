#include "store/recorder.h"

#include <gmock/gmock.h>

#include <atomic>

#include "store/open.h"
#include "tests/support/databases.h"
#include "tests/support/sample_records.h"

namespace redquill::store {
namespace {

using namespace std::chrono_literals;

const Log kQuiet(LogForm::kText, LogLevel::kError);

/// A database of a test that can be taken away, and made slow.
class Switchable {
 public:
  explicit Switchable(const std::string& place) : open_(StoreAt(place).value()) {}

  OpenStore Opener() {
    return [this]() -> Result<std::unique_ptr<Store>> {
      if (gone) return Fail(Code::kUnavailable, "taken away");
      std::this_thread::sleep_for(std::chrono::milliseconds(delay_ms));
      return open_();
    };
  }
  size_t Count() { return open_().value()->List({}, {}, 10'000)->size(); }
  bool AwaitCount(size_t count) {
    for (int i = 0; i < 500 && Count() != count; ++i) std::this_thread::sleep_for(10ms);
    return Count() == count;
  }

  std::atomic<bool> gone = false;
  std::atomic<int> delay_ms = 0;

 private:
  OpenStore open_;
};

std::unique_ptr<Recorder> Start(Switchable& database, const std::string& folder,
                                std::chrono::milliseconds wait = 5s) {
  return Recorder::Start(database.Opener(), Journal::Open(folder, 1 << 20).value(),
                         {.wait = wait, .retry = 20ms}, kQuiet);
}

TEST(Recorder, WhatIsStoredIsInTheDatabase) {
  Switchable database(FreshFolder() + "/scores.db");
  auto recorder = Start(database, FreshFolder());
  EXPECT_EQ(recorder->Record(SampleRecord(1)), Recorded::kStored);
  EXPECT_EQ(database.Count(), 1u);
}

TEST(Recorder, AMissingDatabaseGetsTheRecordsLater) {
  Switchable database(FreshFolder() + "/scores.db");
  database.gone = true;
  auto recorder = Start(database, FreshFolder());
  for (int i = 0; i < 5; ++i) EXPECT_EQ(recorder->Record(SampleRecord(i)), Recorded::kPending);
  EXPECT_FALSE(recorder->reachable());
  database.gone = false;
  EXPECT_TRUE(database.AwaitCount(5));
}

TEST(Recorder, AJournalOutlivesTheProcess) {
  Switchable database(FreshFolder() + "/scores.db");
  const std::string folder = FreshFolder();
  database.gone = true;
  EXPECT_EQ(Start(database, folder)->Record(SampleRecord(1)), Recorded::kPending);
  database.gone = false;
  auto recorder = Start(database, folder);
  EXPECT_TRUE(database.AwaitCount(1));
}

TEST(Recorder, ASlowDatabaseHoldsNobodyUp) {
  Switchable database(FreshFolder() + "/scores.db");
  database.delay_ms = 400;
  auto recorder = Start(database, FreshFolder(), 10ms);
  EXPECT_EQ(recorder->Record(SampleRecord(1)), Recorded::kPending);
  // The record waits in memory and stands in the journal: it arrives once.
  EXPECT_TRUE(database.AwaitCount(1));
  while (recorder->journal().size() > 0) std::this_thread::sleep_for(5ms);
  EXPECT_EQ(database.Count(), 1u);
}

TEST(Recorder, SaysWhatNeitherTook) {
  Switchable database(FreshFolder() + "/scores.db");
  database.gone = true;
  auto recorder = Recorder::Start(database.Opener(), Journal::Open(FreshFolder(), 10).value(),
                                  {.wait = 5s, .retry = 20ms}, kQuiet);
  EXPECT_EQ(recorder->Record(SampleRecord(1)), Recorded::kFailed);
}

TEST(Recorder, ManyAtOnceAreAllStored) {
  Switchable database(FreshFolder() + "/scores.db");
  auto recorder = Start(database, FreshFolder());
  std::vector<std::thread> threads;
  for (int thread = 0; thread < 8; ++thread) {
    threads.emplace_back([&, thread] {
      for (int i = 0; i < 20; ++i) {
        EXPECT_EQ(recorder->Record(SampleRecord(1000 * thread + i)), Recorded::kStored);
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(database.Count(), 160u);
}

}  // namespace
}  // namespace redquill::store
