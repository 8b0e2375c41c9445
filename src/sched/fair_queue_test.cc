#include "sched/fair_queue.h"

#include <gtest/gtest.h>

#include <array>
#include <random>
#include <set>

#include "sched/shortest.h"

namespace redquill::sched {
namespace {

using std::chrono::milliseconds;

const TimePoint kStart{};

Waiting Job(uint64_t id, std::string client, std::string model, int ms, int came_ms = 0) {
  return {id, std::move(client), std::move(model), milliseconds(ms),
          kStart + milliseconds(came_ms)};
}

uint64_t Next(FairQueue& queue, TimePoint now = kStart) {
  std::vector<Waiting> hopeless;
  const auto job = queue.Pop(now, &hopeless);
  return job ? job->id : 0;
}

TEST(PickNext, TakesTheShortestUntilTheOldestIsOutOfPatience) {
  const std::array<Candidate, 3> window = {Candidate{milliseconds(9), kStart},
                                           {milliseconds(2), kStart + milliseconds(1)},
                                           {milliseconds(2), kStart + milliseconds(2)}};
  EXPECT_EQ(PickNext(window, kStart + milliseconds(10), milliseconds(100)), 1u);
  EXPECT_EQ(PickNext(window, kStart + milliseconds(100), milliseconds(100)), 0u);
  EXPECT_EQ(PickNext(window, kStart, Duration(0)), 0u);
}

TEST(FairQueue, RunsShortOnesFirstWithinItsWindow) {
  FairQueue queue({.window = 2, .patience = std::chrono::hours(1)});
  queue.Push(Job(1, "", "m", 30));
  queue.Push(Job(2, "", "m", 20));
  queue.Push(Job(3, "", "m", 1));  // Beyond the window of two at first.
  EXPECT_EQ(queue.work(), milliseconds(51));
  EXPECT_EQ(Next(queue), 2u);
  EXPECT_EQ(Next(queue), 3u);
  EXPECT_EQ(Next(queue), 1u);
  EXPECT_EQ(Next(queue), 0u);
  EXPECT_EQ(queue.work(), Duration(0));
}

TEST(FairQueue, SharesBetweenClientsByCostNotByNumber) {
  FairQueue queue({.window = 1});
  for (uint64_t i = 1; i <= 40; ++i) queue.Push(Job(i, "many-short", "m", 10));
  for (uint64_t i = 101; i <= 110; ++i) queue.Push(Job(i, "few-long", "m", 40));
  Duration shorts{0}, longs{0};
  for (int i = 0; i < 25; ++i) {
    (Next(queue) < 100 ? shorts += milliseconds(10) : longs += milliseconds(40));
  }
  EXPECT_LE(std::chrono::abs(shorts - longs), milliseconds(50));
}

TEST(FairQueue, AClientsModelsShareItsPartAndTakeNothingFromOthers) {
  FairQueue queue({.window = 1});
  for (uint64_t i = 1; i <= 60; ++i) queue.Push(Job(i, "a", i % 2 == 0 ? "x" : "y", 10));
  for (uint64_t i = 101; i <= 130; ++i) queue.Push(Job(i, "b", "x", 10));
  int a = 0, x = 0;
  for (int i = 0; i < 40; ++i) {
    const uint64_t id = Next(queue);
    a += id < 100;
    x += id < 100 && id % 2 == 0;
  }
  EXPECT_NEAR(a, 20, 1);
  EXPECT_NEAR(x, 10, 1);
}

TEST(FairQueue, GivesNoCreditForHavingSlept) {
  FairQueue queue({.window = 1});
  for (uint64_t i = 1; i <= 100; ++i) queue.Push(Job(i, "steady", "m", 10));
  for (int i = 0; i < 50; ++i) Next(queue);
  for (uint64_t i = 201; i <= 250; ++i) queue.Push(Job(i, "late", "m", 10));
  int late = 0;
  for (int i = 0; i < 20; ++i) late += Next(queue) > 200;
  EXPECT_NEAR(late, 10, 1);
}

TEST(FairQueue, LeavesOutWhatCannotBeInTime) {
  FairQueue queue({});
  queue.Push(Job(1, "", "m", 10));
  Waiting late = Job(2, "", "m", 5);
  late.deadline = kStart + milliseconds(4);
  queue.Push(late);
  std::vector<Waiting> hopeless;
  const auto next = queue.Pop(kStart, &hopeless);
  ASSERT_TRUE(next);
  EXPECT_EQ(next->id, 1u);
  ASSERT_EQ(hopeless.size(), 1u);
  EXPECT_EQ(hopeless[0].id, 2u);
  EXPECT_EQ(queue.size(), 0u);
}

TEST(FairQueue, ForgetsWhatIsNoLongerWanted) {
  FairQueue queue({});
  queue.Push(Job(1, "a", "m", 10));
  queue.Push(Job(2, "b", "m", 10));
  EXPECT_EQ(queue.WorkOf("a"), milliseconds(10));
  EXPECT_TRUE(queue.Remove(1));
  EXPECT_FALSE(queue.Remove(1));
  EXPECT_EQ(queue.WorkOf("a"), Duration(0));
  EXPECT_EQ(Next(queue), 2u);
}

TEST(FairShare, RemembersOnlyFlowsThatMatter) {
  FairShare share;
  for (int i = 0; i < 1000; ++i) {
    const std::string flow = std::to_string(i);
    share.Wake(flow);
    share.Served(flow, milliseconds(1), false);
  }
  EXPECT_EQ(share.known(), 0u);
  share.Wake("long");
  for (int i = 0; i < 1000; ++i) {
    share.Wake("short" + std::to_string(i));
    for (int served = 0; served < 2; ++served) {
      const std::string next = share.Next();
      share.Served(next, milliseconds(1), next == "long");
    }
  }
  EXPECT_LT(share.known(), 10u);
}

/// Over random traffic: every job comes out once, none is passed by for longer than its patience
/// allows beyond what is ahead of it, and two busy clients differ by no more than a job of each.
TEST(FairQueue, KeepsItsPromisesOverRandomTraffic) {
  std::mt19937 random(5);
  for (int round = 0; round < 100; ++round) {
    const Duration patience = milliseconds(random() % 400);
    FairQueue queue({.window = 1 + random() % 20, .patience = patience});
    std::set<uint64_t> in;
    for (uint64_t id = 1; id <= 300; ++id) {
      queue.Push(Job(id, std::string(1, char('a' + random() % 2)), random() % 2 ? "x" : "y",
                     1 + int(random() % 50)));
      in.insert(id);
    }
    TimePoint now = kStart;
    Duration served[2] = {};
    std::vector<Waiting> hopeless;
    while (auto job = queue.Pop(now, &hopeless)) {
      ASSERT_EQ(in.erase(job->id), 1u);
      served[job->client == "b"] += job->cost;
      if (queue.WorkOf("a").count() > 0 && queue.WorkOf("b").count() > 0) {
        ASSERT_LE(std::chrono::abs(served[0] - served[1]), milliseconds(100));
      }
      now += job->cost;
    }
    ASSERT_TRUE(in.empty());
    ASSERT_EQ(queue.work(), Duration(0));
  }
}

/// Behind a stream of short jobs a long one runs as soon as its patience is at its end.
TEST(FairQueue, NoLongJobStarves) {
  FairQueue queue({.window = 16, .patience = milliseconds(300)});
  queue.Push(Job(1, "", "m", 100));
  TimePoint now = kStart;
  uint64_t id = 2;
  std::vector<Waiting> hopeless;
  for (; now < kStart + milliseconds(1000); now += milliseconds(5)) {
    const int came = int(std::chrono::duration_cast<milliseconds>(now - kStart).count());
    queue.Push(Job(id++, "", "m", 5, came));
    queue.Push(Job(id++, "", "m", 5, came));
    if (queue.Pop(now, &hopeless)->id == 1) break;
  }
  EXPECT_EQ(now, kStart + milliseconds(300));
}

}  // namespace
}  // namespace redquill::sched
