#include "train/neural/batches.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace redquill::train {
namespace {

TEST(BatchesTest, HoldEveryEssayOnceWithinTheBudget) {
  Random random(3);
  std::vector<size_t> lengths;
  for (int i = 0; i < 200; ++i) lengths.push_back(1 + random.Below(90));
  lengths.push_back(500);
  const auto batches = MakeBatches(lengths, 300, 4, &random);
  std::vector<size_t> seen;
  for (const auto& batch : batches) {
    size_t longest = 0;
    for (const size_t i : batch) longest = std::max(longest, lengths[i]);
    if (batch.size() > 1) {
      EXPECT_LE(longest * batch.size(), 300u);
    }
    seen.insert(seen.end(), batch.begin(), batch.end());
  }
  std::sort(seen.begin(), seen.end());
  ASSERT_EQ(seen.size(), lengths.size());
  for (size_t i = 0; i < seen.size(); ++i) EXPECT_EQ(seen[i], i);
}

TEST(BatchesTest, DependOnTheSeedAlone) {
  const std::vector<size_t> lengths(50, 10);
  Random a(1), b(1), c(2);
  const auto first = MakeBatches(lengths, 40, 2, &a);
  EXPECT_EQ(first, MakeBatches(lengths, 40, 2, &b));
  EXPECT_NE(first, MakeBatches(lengths, 40, 2, &c));
}

}  // namespace
}  // namespace redquill::train
