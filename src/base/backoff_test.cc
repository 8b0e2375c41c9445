#include "base/backoff.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace redquill {
namespace {

using std::chrono::milliseconds;

TEST(Backoff, DoublesItsBoundUpToTheMost) {
  const Backoff backoff{milliseconds(100), milliseconds(1'000), 5};
  Random random(1);
  for (const auto& [attempt, bound] : std::initializer_list<std::pair<int, int>>{
           {1, 100}, {2, 200}, {4, 800}, {5, 1'000}, {90, 1'000}}) {
    milliseconds longest{0}, sum{0};
    constexpr int kDraws = 4'000;
    for (int i = 0; i < kDraws; ++i) {
      const milliseconds wait = FullJitter(backoff, attempt, &random);
      ASSERT_GE(wait.count(), 0);
      ASSERT_LE(wait.count(), bound);
      longest = std::max(longest, wait);
      sum += wait;
    }
    EXPECT_GT(longest.count(), bound * 9 / 10);
    EXPECT_NEAR(static_cast<double>(sum.count()) / kDraws, bound / 2.0, bound * 0.03);
  }
}

TEST(Backoff, NoWaitStaysNoWait) {
  Random random(1);
  EXPECT_EQ(FullJitter({milliseconds(0), milliseconds(0), 3}, 3, &random).count(), 0);
}

}  // namespace
}  // namespace redquill
