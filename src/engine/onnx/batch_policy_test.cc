#include "engine/onnx/batch_policy.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace redquill::engine::onnx {
namespace {

using testing::ElementsAre;

std::vector<size_t> Pick(const std::vector<int64_t>& lengths, int64_t budget) {
  return PickBatch(lengths, budget);
}

TEST(BatchPolicyTest, TakesNeighboursInLengthWithinTheBudget) {
  EXPECT_THAT(Pick({100, 10, 90, 500, 110}, 440), ElementsAre(1, 2, 0, 4));
  EXPECT_THAT(Pick({100, 10, 90, 500, 110}, 330), ElementsAre(1, 2, 0));
  EXPECT_THAT(Pick({100, 10, 90, 500, 110}, 250), ElementsAre(2, 0));
  EXPECT_THAT(Pick({100}, 330), ElementsAre(0));
}

TEST(BatchPolicyTest, TheOldestIsAlwaysAmongThem) {
  EXPECT_THAT(Pick({500, 10, 10, 10, 10}, 100), ElementsAre(0));  // Beyond the budget: alone.
  EXPECT_THAT(Pick({10, 500, 500}, 999), ElementsAre(0));
  EXPECT_THAT(Pick({10, 500, 500}, 1000), ElementsAre(0, 1));
  EXPECT_THAT(Pick({10, 500, 500}, 1500), ElementsAre(0, 1, 2));
}

TEST(BatchPolicyTest, OfAsManyThoseThatAreDoneSoonest) {
  EXPECT_THAT(Pick({50, 40, 60}, 120), ElementsAre(1, 0));
  EXPECT_THAT(Pick({50, 60}, 120), ElementsAre(0, 1));
}

TEST(BatchPolicyTest, EqualOnesGoInTheOrderTheyCame) {
  EXPECT_THAT(Pick({7, 7, 7, 7}, 21), ElementsAre(0, 1, 2));
}

// By trying every set that has the oldest.
TEST(BatchPolicyTest, NoOtherBatchHasMore) {
  std::mt19937 random(5);
  for (int round = 0; round < 2000; ++round) {
    std::vector<int64_t> lengths(1 + random() % 8);
    for (int64_t& length : lengths) length = 1 + static_cast<int64_t>(random() % 60);
    const int64_t budget = 1 + static_cast<int64_t>(random() % 200);
    const auto padded = [&](const std::vector<size_t>& batch) {
      int64_t longest = 0;
      for (const size_t i : batch) longest = std::max(longest, lengths[i]);
      return longest * static_cast<int64_t>(batch.size());
    };
    const auto picked = Pick(lengths, budget);
    EXPECT_NE(std::find(picked.begin(), picked.end(), size_t{0}), picked.end());
    if (picked.size() > 1) {
      EXPECT_LE(padded(picked), budget);
    }
    EXPECT_TRUE(std::is_sorted(picked.begin(), picked.end(),
                               [&](size_t a, size_t b) { return lengths[a] < lengths[b]; }));
    for (size_t set = 1; set < size_t{1} << lengths.size(); set += 2) {
      std::vector<size_t> other;
      for (size_t i = 0; i < lengths.size(); ++i) {
        if ((set >> i & 1) != 0) other.push_back(i);
      }
      if (padded(other) > budget) continue;
      EXPECT_LE(other.size(), picked.size());
      if (other.size() == picked.size()) {
        EXPECT_GE(padded(other), padded(picked));
      }
    }
  }
}

}  // namespace
}  // namespace redquill::engine::onnx
