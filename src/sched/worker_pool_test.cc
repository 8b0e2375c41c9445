#include "sched/worker_pool.h"

#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <latch>

namespace redquill::sched {
namespace {

using std::chrono::milliseconds;

/// Occupies workers until it is opened.
struct Gate {
  std::promise<void> opened;
  std::shared_future<void> future = opened.get_future().share();
  std::function<void()> Job(std::latch& entered) {
    return [&entered, wait = future] {
      entered.count_down();
      wait.wait();
    };
  }
  void Open() { opened.set_value(); }
};

TEST(ExpectedWait, IsZeroWhileAWorkerIsFree) {
  EXPECT_EQ(ExpectedWait(0, milliseconds(10), 2), Duration{0});
  EXPECT_EQ(ExpectedWait(1, milliseconds(10), 2), Duration{0});
  EXPECT_EQ(ExpectedWait(2, milliseconds(10), 2), milliseconds(5));
  EXPECT_EQ(ExpectedWait(5, milliseconds(10), 2), milliseconds(20));
}

TEST(ExpectedWait, GrowsWithTheQueueAndShrinksWithWorkers) {
  for (size_t workers = 1; workers <= 8; ++workers) {
    for (size_t ahead = 0; ahead < 40; ++ahead) {
      EXPECT_LE(ExpectedWait(ahead, milliseconds(7), workers),
                ExpectedWait(ahead + 1, milliseconds(7), workers));
      EXPECT_GE(ExpectedWait(ahead, milliseconds(7), workers),
                ExpectedWait(ahead, milliseconds(7), workers + 1));
    }
  }
}

TEST(WorkerPool, RunsEveryJobOnceAndFinishWaitsForThem) {
  auto pool = WorkerPool::Start(3, 1000);
  ASSERT_TRUE(pool);
  std::atomic<int> ran = 0;
  for (int i = 0; i < 500; ++i) ASSERT_TRUE((*pool)->Submit([&ran] { ++ran; }));
  (*pool)->Finish();
  EXPECT_EQ(ran, 500);
}

TEST(WorkerPool, RefusesWhatDoesNotFitAndRecovers) {
  auto pool = WorkerPool::Start(2, 3);
  ASSERT_TRUE(pool);
  Gate gate;
  std::latch entered(2);
  ASSERT_TRUE((*pool)->Submit(gate.Job(entered)));
  ASSERT_TRUE((*pool)->Submit(gate.Job(entered)));
  entered.wait();
  std::latch waited(3);
  for (int i = 0; i < 3; ++i) ASSERT_TRUE((*pool)->Submit([&waited] { waited.count_down(); }));
  const auto refused = (*pool)->Submit([] { FAIL() << "a refused job ran"; });
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Code::kOverloaded);
  gate.Open();
  waited.wait();
  std::promise<void> again;
  ASSERT_TRUE((*pool)->Submit([&again] { again.set_value(); }));
  again.get_future().wait();
}

TEST(WorkerPool, AQueueOfNoneStillUsesEveryFreeWorker) {
  auto pool = WorkerPool::Start(2, 0);
  ASSERT_TRUE(pool);
  Gate gate;
  std::latch entered(2);
  // Both at once, before any worker woke: the second must not be refused for the first.
  ASSERT_TRUE((*pool)->Submit(gate.Job(entered)));
  ASSERT_TRUE((*pool)->Submit(gate.Job(entered)));
  entered.wait();
  EXPECT_FALSE((*pool)->Submit([] {}));
  gate.Open();
}

TEST(WorkerPool, TellsHowLongANewJobWouldWait) {
  auto pool = WorkerPool::Start(1, 10);
  ASSERT_TRUE(pool);
  EXPECT_EQ((*pool)->Wait(), Duration{0});
  std::promise<void> done;
  ASSERT_TRUE((*pool)->Submit([] { std::this_thread::sleep_for(milliseconds(20)); }));
  ASSERT_TRUE((*pool)->Submit([&done] { done.set_value(); }));
  done.get_future().wait();
  Gate gate;
  std::latch entered(1);
  ASSERT_TRUE((*pool)->Submit(gate.Job(entered)));
  entered.wait();
  ASSERT_TRUE((*pool)->Submit([] {}));
  EXPECT_GT((*pool)->Wait(), milliseconds(20));
  gate.Open();
}

TEST(WorkerPool, RefusesAfterFinish) {
  auto pool = WorkerPool::Start(1, 1);
  ASSERT_TRUE(pool);
  (*pool)->Finish();
  const auto refused = (*pool)->Submit([] {});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Code::kUnavailable);
}

TEST(WorkerPool, NeedsAWorker) { EXPECT_FALSE(WorkerPool::Start(0, 1)); }

}  // namespace
}  // namespace redquill::sched
