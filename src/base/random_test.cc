#include "base/random.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

namespace redquill {
namespace {

TEST(Random, IsTheReferenceSequence) {
  // First outputs of SplitMix64 from seed 1234567, as its authors' program prints them.
  Random random(1234567);
  EXPECT_EQ(random.Next(), 6457827717110365317u);
  EXPECT_EQ(random.Next(), 3203168211198807973u);
  EXPECT_EQ(random.Next(), 9817491932198370423u);
}

TEST(Random, BelowIsUniform) {
  Random random(7);
  std::vector<int> seen(10);
  for (int i = 0; i < 100000; ++i) ++seen[random.Below(10)];
  for (int count : seen) EXPECT_NEAR(count, 10000, 400);  // 4 standard deviations are 380.
}

TEST(Random, BelowHoldsItsBounds) {
  Random random(3);
  EXPECT_EQ(random.Below(1), 0u);
  for (int i = 0; i < 1000; ++i) {
    EXPECT_LT(random.Below(UINT64_C(0x100000000)), UINT64_C(0x100000000));
    EXPECT_LT(random.Below(UINT64_C(0x8000000000000001)), UINT64_C(0x8000000000000001));
  }
}

TEST(Random, UnitIsInTheHalfOpenInterval) {
  Random random(5);
  double sum = 0;
  for (int i = 0; i < 10000; ++i) {
    const double unit = random.Unit();
    ASSERT_GE(unit, 0);
    ASSERT_LT(unit, 1);
    sum += unit;
  }
  EXPECT_NEAR(sum / 10000, 0.5, 0.012);
}

TEST(Random, ShuffleIsAPermutationFixedByTheSeed) {
  std::vector<int> a(100), b;
  std::iota(a.begin(), a.end(), 0);
  b = a;
  const std::vector<int> sorted = a;
  Random(9).Shuffle(a);
  Random(9).Shuffle(b);
  EXPECT_EQ(a, b);
  EXPECT_NE(a, sorted);
  std::sort(b.begin(), b.end());
  EXPECT_EQ(b, sorted);
}

}  // namespace
}  // namespace redquill
