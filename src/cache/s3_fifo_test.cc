#include "cache/s3_fifo.h"

#include <gtest/gtest.h>

#include <map>

#include "base/random.h"

namespace redquill::cache {
namespace {

TEST(S3Fifo, FindsWhatWasPutAndKeepsToItsBytes) {
  S3Fifo<int, int> cache(1000);
  for (int i = 0; i < 200; ++i) {
    cache.Put(i, i * i, 10);
    EXPECT_LE(cache.bytes(), 1000u);
    EXPECT_EQ(*cache.Find(i), i * i);
  }
  EXPECT_EQ(cache.Find(1000), nullptr);
}

TEST(S3Fifo, DoesNotKeepWhatIsTooLarge) {
  S3Fifo<int, int> cache(1000);
  cache.Put(1, 1, 101);
  EXPECT_EQ(cache.Find(1), nullptr);
  EXPECT_EQ(cache.bytes(), 0u);
}

TEST(S3Fifo, WhatIsReadAgainOutlivesAScan) {
  S3Fifo<int, int> cache(1000);
  cache.Put(-1, 7, 10);
  cache.Find(-1);
  for (int i = 0; i < 5000; ++i) {
    cache.Put(i, i, 10);
    if (i % 50 == 0) {
      ASSERT_NE(cache.Find(-1), nullptr) << i;
    }
  }
}

TEST(S3Fifo, NeverTellsAnotherValueThanTheLastOnePut) {
  S3Fifo<uint64_t, uint64_t> cache(5000);
  std::map<uint64_t, uint64_t> model;
  Random random(11);
  for (int i = 0; i < 200'000; ++i) {
    const uint64_t key = random.Below(1500);
    const uint64_t what = random.Below(10);
    if (what < 4) {
      model[key] = random.Next();
      cache.Put(key, model[key], 1 + random.Below(40));
    } else if (what == 4) {
      model.erase(key);
      cache.Erase(key);
    } else if (const uint64_t* found = cache.Find(key)) {
      const auto known = model.find(key);
      ASSERT_TRUE(known != model.end());
      ASSERT_EQ(*found, known->second);
    }
    ASSERT_LE(cache.bytes(), 5000u);
  }
  EXPECT_GT(cache.size(), 50u);
  cache.Clear();
  EXPECT_EQ(cache.size(), 0u);
}

}  // namespace
}  // namespace redquill::cache
