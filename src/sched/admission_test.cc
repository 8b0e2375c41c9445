#include "sched/admission.h"

#include <gtest/gtest.h>

#include <random>

namespace redquill::sched {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr Bounds kBounds{.workers = 2, .wait = seconds(1), .jobs = 100};

TEST(Admission, AFreeWorkerTakesAnything) {
  EXPECT_TRUE(Admit(kBounds, {.free = 1}, std::chrono::hours(1)).admitted);
  Bounds none = kBounds;
  none.jobs = 0;
  EXPECT_TRUE(Admit(none, {.free = 2}, milliseconds(1)).admitted);
  EXPECT_FALSE(Admit(none, {.running = milliseconds(5)}, milliseconds(1)).admitted);
}

TEST(Admission, BoundsTheWaitInTimeNotInJobs) {
  EXPECT_TRUE(
      Admit(kBounds, {.waiting = milliseconds(1900), .jobs = 90}, milliseconds(100)).admitted);
  const auto refused =
      Admit(kBounds, {.waiting = milliseconds(1950), .jobs = 3}, milliseconds(100));
  EXPECT_FALSE(refused.admitted);
  EXPECT_EQ(refused.retry_after, milliseconds(25));  // 50 ms too many for two workers.
  // A job longer than the bound itself still gets its turn when nothing else waits.
  EXPECT_TRUE(Admit(kBounds, {.running = seconds(9)}, seconds(60)).admitted);
}

TEST(Admission, BoundsTheNumberOfJobsToo) {
  const auto refused = Admit(kBounds, {.waiting = milliseconds(100), .jobs = 100}, milliseconds(1));
  EXPECT_FALSE(refused.admitted);
  EXPECT_GT(refused.retry_after, Duration(0));
}

TEST(Admission, RefusesWhatCannotBeDoneInTime) {
  const Backlog busy{.waiting = milliseconds(400), .running = milliseconds(200), .jobs = 4};
  EXPECT_TRUE(Admit(kBounds, busy, milliseconds(50), milliseconds(350)).admitted);
  const auto refused = Admit(kBounds, busy, milliseconds(50), milliseconds(349));
  EXPECT_FALSE(refused.admitted);
  EXPECT_TRUE(refused.too_late);
  EXPECT_EQ(refused.wait, milliseconds(300));
  EXPECT_FALSE(Admit(kBounds, {.free = 2}, milliseconds(50), milliseconds(20)).admitted);
}

TEST(Admission, LeavesRoomForOtherClients) {
  Bounds shared = kBounds;
  shared.share = 4;
  const Duration limit = shared.wait * 2;
  Duration waiting{0};
  while (Admit(shared, {.waiting = waiting, .client_waiting = waiting, .jobs = 1}, milliseconds(1))
             .admitted) {
    waiting += milliseconds(1);
  }
  EXPECT_NEAR(double(waiting.count()) / double(limit.count()), 0.8, 0.01);
  EXPECT_TRUE(Admit(shared, {.waiting = waiting, .jobs = 1}, milliseconds(10)).admitted);
}

/// Properties over random states: more backlog never helps, and after waiting for retry_after's
/// worth of work the same job is let in.
TEST(Admission, IsMonotoneAndKeepsItsWord) {
  std::mt19937 random(7);
  const auto pick = [&](int64_t most) {
    return milliseconds(std::uniform_int_distribution<int64_t>(0, most)(random));
  };
  for (int i = 0; i < 20'000; ++i) {
    Bounds bounds{.workers = 1 + random() % 8, .wait = pick(3000), .jobs = 1000};
    bounds.share = random() % 2 == 0 ? 0 : 1.0 + double(random() % 8);
    Backlog backlog{.waiting = pick(30'000), .running = pick(100)};
    backlog.client_waiting = random() % 3 == 0 ? Duration(0) : backlog.waiting;
    backlog.jobs = backlog.waiting.count() > 0 ? 1 + random() % 900 : 0;
    const Duration cost = pick(500) + milliseconds(1);
    const auto now = Admit(bounds, backlog, cost);
    Backlog more = backlog;
    more.waiting += milliseconds(10);
    more.client_waiting += backlog.client_waiting.count() > 0 ? milliseconds(10) : Duration(0);
    more.jobs += 1;
    if (now.admitted) continue;
    ASSERT_FALSE(Admit(bounds, more, cost).admitted);
    const Duration done = (now.retry_after + Duration(1)) * Duration::rep(bounds.workers);
    Backlog later = backlog;
    later.waiting = std::max(Duration(0), later.waiting - done - Duration(1));
    later.client_waiting = std::max(Duration(0), later.client_waiting - done - Duration(1));
    if (later.waiting.count() == 0) later.jobs = 0;
    ASSERT_TRUE(Admit(bounds, later, cost).admitted)
        << "waiting " << backlog.waiting.count() << " cost " << cost.count() << " workers "
        << bounds.workers << " share " << bounds.share;
  }
}

TEST(Admission, RetryAfterIsInWholeSecondsFromOneOn) {
  EXPECT_EQ(RetryAfterSeconds(Duration(0)), 1);
  EXPECT_EQ(RetryAfterSeconds(milliseconds(999)), 1);
  EXPECT_EQ(RetryAfterSeconds(milliseconds(1001)), 2);
}

}  // namespace
}  // namespace redquill::sched
