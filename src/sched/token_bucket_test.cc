#include "sched/token_bucket.h"

#include <gtest/gtest.h>

#include "base/random.h"

namespace redquill::sched {
namespace {

using namespace std::chrono_literals;

TEST(TokenBucket, GivesABurstThenTheRate) {
  TokenBucket bucket(10, 3);
  TimePoint now = Clock::now();
  for (int i = 0; i < 3; ++i) EXPECT_EQ(bucket.Take(now), 0ns) << i;
  const Duration wait = bucket.Take(now);
  EXPECT_NEAR(static_cast<double>(wait.count()), 1e8, 1e3);
  EXPECT_EQ(bucket.Take(now), wait) << "a refusal costs nothing";
  now += wait;
  EXPECT_EQ(bucket.Take(now), 0ns);
  EXPECT_GT(bucket.Take(now), 0ns);
  now += 10s;  // The bucket fills up, and no further.
  for (int i = 0; i < 3; ++i) EXPECT_EQ(bucket.Take(now), 0ns);
  EXPECT_GT(bucket.Take(now), 0ns);
}

TEST(TokenBucket, NeverGivesMoreThanBurstAndRateAllow) {
  Random random(7);
  for (int round = 0; round < 50; ++round) {
    const double rate = 0.5 + 100 * random.Unit(), burst = 1 + static_cast<double>(random.Below(9));
    TokenBucket bucket(rate, burst);
    const TimePoint start = Clock::now();
    TimePoint now = start;
    double taken = 0;
    for (int i = 0; i < 500; ++i) {
      now += Duration(static_cast<int64_t>(random.Below(40'000'000)));
      taken += bucket.Take(now) == 0ns ? 1 : 0;
      const double seconds = std::chrono::duration<double>(now - start).count();
      ASSERT_LE(taken, burst + rate * seconds + 1e-6) << rate << " " << burst;
    }
    EXPECT_GE(taken, 1);
  }
}

TEST(TokenBucket, ABurstBelowOneIsOne) {
  TokenBucket bucket(0.001, 0);
  const TimePoint now = Clock::now();
  EXPECT_EQ(bucket.Take(now), 0ns);
  EXPECT_GT(bucket.Take(now), 990s);
}

}  // namespace
}  // namespace redquill::sched
