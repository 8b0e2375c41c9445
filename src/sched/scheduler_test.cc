#include "sched/scheduler.h"

#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <latch>

#include "sched/flights.h"

namespace redquill::sched {
namespace {

using std::chrono::milliseconds;

/// Occupies the workers of a scheduler until it is opened.
class Occupied {
 public:
  explicit Occupied(Scheduler& scheduler, size_t workers = 1) {
    std::latch entered(static_cast<std::ptrdiff_t>(workers));
    for (size_t i = 0; i < workers; ++i) {
      EXPECT_TRUE(scheduler.Submit({}, {[&entered, wait = future_] {
                                          entered.count_down();
                                          wait.wait();
                                        },
                                        {}}));
    }
    entered.wait();
  }
  ~Occupied() { Open(); }
  void Open() {
    if (!opened_) gate_.set_value();
    opened_ = true;
  }

 private:
  std::promise<void> gate_;
  std::shared_future<void> future_ = gate_.get_future().share();
  bool opened_ = false;
};

std::unique_ptr<Scheduler> Started(size_t workers, size_t jobs = 100,
                                   Duration wait = std::chrono::seconds(10)) {
  return *Scheduler::Start({{.workers = workers, .wait = wait, .jobs = jobs}, {}});
}

Work Count(std::atomic<int>& counter) {
  return {[&counter] { ++counter; }, [] { FAIL() << "had no deadline"; }};
}

TEST(Scheduler, RunsEveryJobOnceAndFinishWaitsForThem) {
  auto scheduler = Started(3, 1000);
  std::atomic<int> ran = 0;
  for (int i = 0; i < 500; ++i) ASSERT_TRUE(scheduler->Submit({}, Count(ran)));
  scheduler->Finish();
  EXPECT_EQ(ran, 500);
  const auto refused = scheduler->Submit({}, Count(ran));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().error.code, Code::kUnavailable);
}

TEST(Scheduler, RefusesByEstimatedWorkAndSaysWhenToComeBack) {
  auto scheduler = Started(1, 100, milliseconds(1000));
  Occupied busy(*scheduler);
  std::atomic<int> ran = 0;
  ASSERT_TRUE(scheduler->Submit({.cost = milliseconds(900)}, Count(ran)));
  const auto refused = scheduler->Submit({.cost = milliseconds(2100)}, Count(ran));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().error.code, Code::kOverloaded);
  EXPECT_EQ(RetryAfterSeconds(refused.error().retry_after), 2);
  ASSERT_TRUE(scheduler->Submit({.cost = milliseconds(100)}, Count(ran)));
  EXPECT_EQ(scheduler->load().waiting, 2u);
  EXPECT_EQ(scheduler->load().work, milliseconds(1000));
  busy.Open();
  scheduler->Finish();
  EXPECT_EQ(ran, 2);
}

TEST(Scheduler, AQueueOfOneAndOneOfNone) {
  for (const size_t jobs : {0u, 1u}) {
    auto scheduler = Started(2, jobs);
    Occupied busy(*scheduler, 2);
    std::atomic<int> ran = 0;
    for (size_t i = 0; i < jobs; ++i) ASSERT_TRUE(scheduler->Submit({}, Count(ran)));
    EXPECT_FALSE(scheduler->Submit({}, Count(ran)));
    busy.Open();
    scheduler->Finish();
    EXPECT_EQ(ran, int(jobs));
  }
}

TEST(Scheduler, WithdrawnJobsNeverRun) {
  auto scheduler = Started(1);
  Occupied busy(*scheduler);
  std::atomic<int> ran = 0;
  const auto ticket = scheduler->Submit({}, {[] { FAIL() << "ran"; }, [] { FAIL() << "late"; }});
  ASSERT_TRUE(ticket);
  ASSERT_TRUE(scheduler->Submit({}, Count(ran)));
  EXPECT_TRUE(scheduler->Withdraw(*ticket));
  EXPECT_FALSE(scheduler->Withdraw(*ticket));
  busy.Open();
  scheduler->Finish();
  EXPECT_EQ(ran, 1);
}

TEST(Scheduler, DoesNotBeginWhatCannotEndInTime) {
  auto scheduler = Started(1);
  Occupied busy(*scheduler);
  std::promise<bool> late;
  const auto deadline = Clock::now() + milliseconds(30);
  ASSERT_TRUE(scheduler->Submit({.cost = milliseconds(1), .deadline = deadline},
                                {[&] { late.set_value(false); }, [&] { late.set_value(true); }}));
  std::this_thread::sleep_until(deadline);
  busy.Open();
  EXPECT_TRUE(late.get_future().get());
  EXPECT_FALSE(scheduler->Submit({.cost = milliseconds(5), .deadline = Clock::now()}, {}));
}

TEST(Scheduler, LearnsHowFarEstimatesAreOff) {
  auto scheduler = Started(1);
  for (int i = 0; i < 20; ++i) {
    std::promise<void> done;
    ASSERT_TRUE(scheduler->Submit({.model = "m", .cost = milliseconds(1)},
                                  {[&done] {
                                     std::this_thread::sleep_for(milliseconds(4));
                                     done.set_value();
                                   },
                                   {}}));
    done.get_future().wait();
  }
  Occupied busy(*scheduler);
  std::atomic<int> ran = 0;
  ASSERT_TRUE(scheduler->Submit({.model = "m", .cost = milliseconds(10)}, Count(ran)));
  EXPECT_GT(scheduler->load().work, milliseconds(30));
}

using IntFlights = Flights<int>;

IntFlights::Deliver Into(std::atomic<int>& sum) {
  return
      [&sum](const std::shared_ptr<const int>& value, TimePoint) { sum += value ? *value : 1000; };
}

TEST(Flights, ComputesOnceForAllWhoAskMeanwhile) {
  auto scheduler = Started(1);
  IntFlights flights(*scheduler);
  std::atomic<int> sum = 0, computed = 0;
  {
    Occupied busy(*scheduler);
    for (int i = 0; i < 10; ++i) {
      ASSERT_TRUE(flights.Board(
          "same", {}, [&] { return ++computed; }, Into(sum)));
    }
    ASSERT_TRUE(flights.Board(
        "other", {}, [] { return 100; }, Into(sum)));
    ASSERT_TRUE(flights.Board(
        "", {}, [] { return 200; }, Into(sum)));
    ASSERT_TRUE(flights.Board(
        "", {}, [] { return 200; }, Into(sum)));
  }
  scheduler->Finish();
  EXPECT_EQ(computed, 1);
  EXPECT_EQ(sum, 10 + 100 + 400);
  EXPECT_EQ(flights.joined(), 9u);
}

TEST(Flights, AreWithdrawnWhenTheLastHasLeft) {
  auto scheduler = Started(1);
  IntFlights flights(*scheduler);
  std::atomic<int> sum = 0;
  {
    Occupied busy(*scheduler);
    const auto never = [] { return ADD_FAILURE() << "computed for nobody", 0; };
    const auto one = flights.Board("k", {}, never, Into(sum));
    const auto two = flights.Board("k", {}, never, Into(sum));
    EXPECT_TRUE(flights.Leave(*one));
    EXPECT_TRUE(flights.Leave(*one));
    EXPECT_EQ(scheduler->load().waiting, 1u);
    EXPECT_TRUE(flights.Leave(*two));
    EXPECT_EQ(scheduler->load().waiting, 0u);
    const auto stays = flights.Board(
        "k", {}, [] { return 5; }, Into(sum));
    const auto leaves = flights.Board(
        "k", {}, [] { return 7; }, Into(sum));
    EXPECT_TRUE(flights.Leave(*leaves));
  }
  scheduler->Finish();
  EXPECT_EQ(sum, 5);
}

TEST(Flights, DeliverWhatHasBegunAlsoToThoseWhoLeft) {
  auto scheduler = Started(1);
  IntFlights flights(*scheduler);
  std::atomic<int> sum = 0;
  std::promise<void> begun, gate;
  const auto seat = flights.Board(
      "k", {},
      [&] {
        begun.set_value();
        gate.get_future().wait();
        return 5;
      },
      Into(sum));
  begun.get_future().wait();
  EXPECT_FALSE(flights.Leave(*seat));
  gate.set_value();
  scheduler->Finish();
  EXPECT_EQ(sum, 5);
}

TEST(Flights, NobodyIsPutOnOneThatEndsBeforeTheirDeadline) {
  auto scheduler = Started(1);
  IntFlights flights(*scheduler);
  std::atomic<int> patient = 0, hasty = 0;
  {
    Occupied busy(*scheduler);
    const auto soon = Clock::now() + milliseconds(20);
    ASSERT_TRUE(flights.Board(
        "k", {.deadline = soon}, [] { return 1; }, Into(hasty)));
    ASSERT_TRUE(flights.Board(
        "k", {}, [] { return 2; }, Into(patient)));
    ASSERT_TRUE(flights.Board(
        "k", {.deadline = soon}, [] { return 3; }, Into(patient)));
    std::this_thread::sleep_until(soon);
  }
  scheduler->Finish();
  EXPECT_EQ(hasty, 1000);
  EXPECT_EQ(patient, 4);
}

/// Passengers of few keys come and go from several threads; nobody who stays is forgotten.
TEST(Flights, DeliverToEveryoneUnderManyThreads) {
  auto scheduler = Started(2, 1 << 20);
  IntFlights flights(*scheduler);
  std::atomic<int> delivered = 0, stayed = 0;
  std::vector<std::thread> clients;
  for (int t = 0; t < 4; ++t) {
    clients.emplace_back([&, t] {
      for (int i = 0; i < 500; ++i) {
        const auto seat = flights.Board(
            std::to_string(i % 7), {}, [] { return 1; },
            [&](const std::shared_ptr<const int>& value, TimePoint) { delivered += *value; });
        if ((i + t) % 3 != 0 || !flights.Leave(*seat)) ++stayed;
      }
    });
  }
  for (auto& client : clients) client.join();
  scheduler->Finish();
  EXPECT_EQ(delivered, stayed);
}

}  // namespace
}  // namespace redquill::sched
