#include "base/thread_priority.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <thread>

namespace redquill {
namespace {

TEST(ThreadPriority, StepsBackOnOneThreadOnly) {
  const int before = ThreadNice();
  int inside = before;
  bool stepped = false;
  std::thread([&] {
    stepped = StepBack(3);
    inside = ThreadNice();
  }).join();
  EXPECT_TRUE(stepped);
  EXPECT_EQ(inside, std::min(19, before + 3));
  EXPECT_EQ(ThreadNice(), before);
}

TEST(ThreadPriority, ShortTurnsLeaveTheNiceValue) {
  std::thread([] {
    StepBack(2);
    const int before = ThreadNice();
    TakeShortTurns();
    EXPECT_EQ(ThreadNice(), before);
  }).join();
}

TEST(ThreadPriority, StaysWithinWhatThereIs) {
  std::thread([] {
    EXPECT_TRUE(StepBack(100));
    EXPECT_EQ(ThreadNice(), 19);
  }).join();
}

}  // namespace
}  // namespace redquill
