#include "http/upkeep.h"

#include <gtest/gtest.h>

#include <atomic>
#include <future>

namespace redquill::http {
namespace {

using namespace std::chrono_literals;

TEST(Upkeep, WorksWhenAskedAndOnceMoreIfAskedMeanwhile) {
  std::promise<void> entered, gate, again;
  std::atomic<int> runs = 0;
  Upkeep upkeep(0ms, [&] {
    if (++runs == 1) {
      entered.set_value();
      gate.get_future().wait();
    } else if (runs == 2) {
      again.set_value();
    }
  });
  upkeep.Ask();
  entered.get_future().wait();
  upkeep.Ask();
  upkeep.Ask();
  gate.set_value();
  again.get_future().wait();
  EXPECT_EQ(runs, 2);
}

TEST(Upkeep, WorksByItselfAtIntervals) {
  std::promise<void> third;
  std::atomic<int> runs = 0;
  Upkeep upkeep(1ms, [&] {
    if (++runs == 3) third.set_value();
  });
  third.get_future().wait();
}

TEST(Upkeep, EndsWithoutWorkIfNeverAsked) {
  std::atomic<int> runs = 0;
  {
    const Upkeep upkeep(0ms, [&] { ++runs; });
  }
  EXPECT_EQ(runs, 0);
}

}  // namespace
}  // namespace redquill::http
