// What only a database on a network can go through. Skipped without REDQUILL_TEST_POSTGRES, which
// tests/store/with_postgres sets.
#include <gtest/gtest.h>
#include <signal.h>

#include <atomic>
#include <cstdlib>
#include <fstream>
#include <thread>

#include "store/open.h"
#include "store/postgres/postgres_connection.h"
#include "store/recorder.h"
#include "tests/support/databases.h"
#include "tests/support/sample_records.h"

namespace redquill::store {
namespace {

using namespace std::chrono_literals;

const Log kQuiet(LogForm::kText, LogLevel::kError);

/// The server and its children: each session has a process of its own.
std::vector<pid_t> ServerAndSessions(const std::string& server) {
  std::vector<pid_t> processes = {std::atoi(server.c_str())};
  std::ifstream children("/proc/" + server + "/task/" + server + "/children");
  for (pid_t child; children >> child;) processes.push_back(child);
  return processes;
}

TEST(Postgres, AFrozenServerHoldsNobodyUpAndGetsTheRecordsLater) {
  const char* pid = std::getenv("REDQUILL_TEST_POSTGRES_PID");
  if (pid == nullptr) GTEST_SKIP() << "needs tests/store/with_postgres";
  const std::string place = FreshPostgres();
  const auto open = StoreAt(place, 300ms).value();
  {
    auto recorder = Recorder::Start(open, Journal::Open(FreshFolder(), 1 << 20).value(),
                                    {.wait = 500ms, .retry = 50ms}, kQuiet);
    ASSERT_EQ(recorder->Record(SampleRecord(0)), Recorded::kStored);
    const auto processes = ServerAndSessions(pid);
    ASSERT_GT(processes.size(), 1u);
    for (const pid_t process : processes) ::kill(process, SIGSTOP);
    const auto start = std::chrono::steady_clock::now();
    for (int i = 1; i <= 5; ++i) EXPECT_EQ(recorder->Record(SampleRecord(i)), Recorded::kPending);
    EXPECT_LT(std::chrono::steady_clock::now() - start, 5s);
    for (const pid_t process : processes) ::kill(process, SIGCONT);
    for (int i = 0; i < 1000 && recorder->journal().size() > 0; ++i) {
      std::this_thread::sleep_for(10ms);
    }
    EXPECT_EQ(recorder->journal().size(), 0u);
  }
  auto store = open().value();
  EXPECT_EQ(store->List({}, {}, 100)->size(), 6u);
  EXPECT_EQ(VerifyAudit(*store, "")->fault, "");
}

TEST(Postgres, CutSessionsLoseNothingThatWasAcknowledged) {
  const char* pid = std::getenv("REDQUILL_TEST_POSTGRES_PID");
  if (pid == nullptr) GTEST_SKIP() << "needs tests/store/with_postgres";
  const std::string place = FreshPostgres();
  const auto open = StoreAt(place).value();
  size_t acknowledged = 0;
  {
    auto recorder = Recorder::Start(open, Journal::Open(FreshFolder(), 1 << 20).value(),
                                    {.wait = 500ms, .retry = 20ms}, kQuiet);
    auto connection = ConnectPostgres(place, 5s).value();
    for (int i = 0; i < 60; ++i) {
      acknowledged += recorder->Record(SampleRecord(i)) != Recorded::kFailed;
      if (i % 10 != 5) continue;
      ASSERT_TRUE(connection->Run(
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
          " AND datname = current_database()"));
    }
    for (int i = 0; i < 1000 && recorder->journal().size() > 0; ++i) {
      std::this_thread::sleep_for(10ms);
    }
  }
  EXPECT_EQ(acknowledged, 60u);
  auto store = open().value();
  EXPECT_EQ(store->List({}, {}, 100)->size(), 60u);
  EXPECT_EQ(VerifyAudit(*store, "")->fault, "");
}

TEST(Postgres, ARestartLosesNothingThatWasAcknowledged) {
  const char* restart = std::getenv("REDQUILL_TEST_POSTGRES_RESTART");
  if (restart == nullptr) GTEST_SKIP() << "needs tests/store/with_postgres";
  const auto open = StoreAt(FreshPostgres(), 2s).value();
  std::atomic<int> acknowledged = 0;
  {
    auto recorder = Recorder::Start(open, Journal::Open(FreshFolder(), 16 << 20).value(),
                                    {.wait = 100ms, .retry = 50ms}, kQuiet);
    // The same record until the database has it: the first connection may take longer than a wait.
    for (int i = 0; i < 100 && recorder->Record(SampleRecord(0)) != Recorded::kStored; ++i) {
      std::this_thread::sleep_for(50ms);
    }
    std::atomic<bool> done = false;
    std::thread scoring([&] {
      for (int i = 1; !done || i < 50; ++i) {
        acknowledged += recorder->Record(SampleRecord(i)) != Recorded::kFailed;
        std::this_thread::sleep_for(1ms);
      }
    });
    const int status = std::system(restart);
    done = true;
    scoring.join();
    EXPECT_EQ(status, 0);
    for (int i = 0; i < 3000 && (recorder->journal().size() > 0 || !recorder->reachable()); ++i) {
      std::this_thread::sleep_for(10ms);
    }
    EXPECT_EQ(recorder->journal().size(), 0u);
  }
  auto store = open().value();
  size_t there = 0;
  for (Position at;;) {
    const auto page = store->List({}, at, 1000).value();
    there += page.size();
    if (page.size() < 1000) break;
    at = {page.back().record.when_ms, page.back().record.id};
  }
  EXPECT_EQ(there, static_cast<size_t>(acknowledged) + 1);
  EXPECT_EQ(VerifyAudit(*store, "")->fault, "");
}

TEST(Postgres, AnUnreachableServerIsSaidWithoutItsPassword) {
  const auto open = StoreAt("postgresql://user:hunter2@127.0.0.1:9/none").value();
  const auto store = open();
  ASSERT_FALSE(store);
  EXPECT_EQ(store.error().code, Code::kUnavailable);
  EXPECT_EQ(store.error().message.find("hunter2"), std::string::npos);
}

}  // namespace
}  // namespace redquill::store
