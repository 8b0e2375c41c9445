#include "cache/vector_index.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "base/random.h"

namespace redquill::cache {
namespace {

std::vector<float> RandomVector(Random& random, size_t width) {
  std::vector<float> vector;
  for (size_t i = 0; i < width; ++i) vector.push_back(static_cast<float>(random.Unit() - 0.5));
  return vector;
}

class Metrics : public testing::TestWithParam<Metric> {};

TEST_P(Metrics, FindTheNearestAsLookingAtAllDoes) {
  Random random(7);
  VectorIndex index(32, GetParam());
  std::vector<std::vector<float>> all;
  for (size_t i = 0; i < 3000; ++i) {  // More than the first room.
    all.push_back(RandomVector(random, 32));
    ASSERT_EQ(index.Add(all.back()).value(), i);
  }
  int right = 0;
  for (int i = 0; i < 200; ++i) {
    const auto asked = RandomVector(random, 32);
    size_t best = 0;
    for (size_t j = 1; j < all.size(); ++j) {
      if (SimilarityOf(GetParam(), asked, all[j]) > SimilarityOf(GetParam(), asked, all[best])) {
        best = j;
      }
    }
    const auto found = index.Nearest(asked);
    ASSERT_TRUE(found);
    EXPECT_NEAR(found->similarity, SimilarityOf(GetParam(), asked, all[found->number]), 1e-5);
    right += found->number == best;
  }
  EXPECT_GE(right, 190);
}

INSTANTIATE_TEST_SUITE_P(VectorIndex, Metrics,
                         testing::Values(Metric::kCosine, Metric::kInner, Metric::kEuclidean));

TEST(VectorIndex, RefusesWhatIsNoVectorOfItsWidth) {
  VectorIndex index(2, Metric::kCosine);
  EXPECT_FALSE(index.Nearest(std::vector<float>{1, 2}));
  EXPECT_FALSE(index.Add(std::vector<float>{1, 2, 3}));
  EXPECT_FALSE(index.Add(std::vector<float>{1, std::numeric_limits<float>::infinity()}));
  ASSERT_TRUE(index.Add(std::vector<float>{1, 2}));
  EXPECT_FALSE(index.Nearest(std::vector<float>{1}));
  EXPECT_FALSE(index.Nearest(std::vector<float>{1, std::nanf("")}));
  EXPECT_NEAR(index.Nearest(std::vector<float>{2, 4})->similarity, 1, 1e-6);
  EXPECT_EQ(index.size(), 1u);
}

}  // namespace
}  // namespace redquill::cache
