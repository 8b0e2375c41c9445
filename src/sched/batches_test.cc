#include "sched/batches.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace redquill::sched {
namespace {

std::vector<size_t> Members(const std::vector<Batch>& batches) {
  std::vector<size_t> all;
  for (const auto& batch : batches) {
    all.insert(all.end(), batch.members.begin(), batch.members.end());
  }
  std::sort(all.begin(), all.end());
  return all;
}

TEST(Batches, PutsNeighboursByLengthTogether) {
  const std::vector<size_t> lengths = {500, 20, 510, 22, 21};
  const auto batches = FormBatches(lengths, {.tokens = 2000, .members = 8, .padding = 0.25});
  ASSERT_EQ(batches.size(), 2u);
  EXPECT_EQ(batches[0].members, (std::vector<size_t>{0, 2}));
  EXPECT_EQ(batches[0].length, 510u);
  EXPECT_EQ(batches[1].members, (std::vector<size_t>{1, 4, 3}));
}

TEST(Batches, NothingMakesNoBatch) { EXPECT_TRUE(FormBatches({}, {}).empty()); }

/// Over random windows and bounds: each text once, every bound kept, the oldest text first.
TEST(Batches, KeepsEveryBound) {
  std::mt19937 random(11);
  for (int round = 0; round < 3000; ++round) {
    std::vector<size_t> lengths(random() % 60);
    for (auto& length : lengths) length = 1 + random() % 1024;
    const BatchBounds bounds{.tokens = 64 + random() % 8000,
                             .members = 1 + random() % 20,
                             .padding = double(random() % 100) / 100};
    const auto batches = FormBatches(lengths, bounds);
    const auto all = Members(batches);
    ASSERT_EQ(all.size(), lengths.size());
    for (size_t i = 0; i < all.size(); ++i) ASSERT_EQ(all[i], i);
    for (const auto& batch : batches) {
      ASSERT_FALSE(batch.members.empty());
      size_t longest = 0, tokens = 0;
      for (const size_t member : batch.members) {
        longest = std::max(longest, lengths[member]);
        tokens += lengths[member];
      }
      ASSERT_EQ(batch.length, longest);
      ASSERT_LE(batch.members.size(), bounds.members);
      const size_t area = longest * batch.members.size();
      if (batch.members.size() > 1) {
        ASSERT_LE(area, bounds.tokens);
        ASSERT_LE(double(area - tokens), bounds.padding * double(area) + 1e-9);
      }
    }
    if (!lengths.empty()) {
      const auto& first = batches.front().members;
      ASSERT_NE(std::find(first.begin(), first.end(), size_t{0}), first.end());
    }
  }
}

/// Lengths sorted before cutting waste less than the order of arrival does.
TEST(Batches, PadLessThanTheOrderOfArrival) {
  std::mt19937 random(3);
  size_t sorted = 0, arrival = 0;
  for (int round = 0; round < 50; ++round) {
    std::vector<size_t> lengths(64);
    for (auto& length : lengths) length = 20 + random() % 1000;
    for (const auto& batch :
         FormBatches(lengths, {.tokens = 1 << 20, .members = 8, .padding = 1})) {
      sorted += batch.length * batch.members.size();
    }
    for (size_t i = 0; i < lengths.size(); i += 8) {
      arrival += 8 * *std::max_element(lengths.begin() + long(i), lengths.begin() + long(i) + 8);
    }
  }
  EXPECT_LT(sorted, arrival * 7 / 10);
}

}  // namespace
}  // namespace redquill::sched
