#include "train/feature/nystroem.h"

#include <gtest/gtest.h>

namespace redquill::train {
namespace {

constexpr size_t kRows = 80, kFeatures = 5;

std::vector<float> Rows() {
  Random random(11);
  std::vector<float> rows;
  for (size_t i = 0; i < kRows * kFeatures; ++i) {
    rows.push_back(i % kFeatures == 4 ? 7.0f : static_cast<float>(random.Unit() * 50));
  }
  return rows;
}

double Exact(const Nystroem& nystroem, std::span<const float> a, std::span<const float> b) {
  const auto& k = nystroem.kernel();
  const engine::gbdt::Kernel one({k.mean().begin(), k.mean().end()},
                                 {k.scale().begin(), k.scale().end()}, k.Standardise(b),
                                 {k.gammas().begin(), k.gammas().end()});
  return static_cast<double>(one.Values(one.Standardise(a))[0]);
}

TEST(Nystroem, DotProductsAreTheKernelWhereEveryEssayIsALandmark) {
  const auto rows = Rows();
  Random random(1);
  const Nystroem nystroem(rows, kFeatures, 1000, {0.3}, &random);
  ASSERT_EQ(nystroem.landmarks(), kRows);
  const auto features = nystroem.Features(rows);
  for (size_t i = 0; i < kRows; i += 9) {
    for (size_t j = 0; j < kRows; j += 7) {
      double dot = 0;
      for (size_t c = 0; c < kRows; ++c) {
        dot += static_cast<double>(features[i * kRows + c]) *
               static_cast<double>(features[j * kRows + c]);
      }
      EXPECT_NEAR(dot,
                  Exact(nystroem, std::span(rows).subspan(i * kFeatures, kFeatures),
                        std::span(rows).subspan(j * kFeatures, kFeatures)),
                  2e-2);
    }
  }
}

TEST(Nystroem, WeightsOnTheKernelGiveTheSameValues) {
  const auto rows = Rows();
  Random random(1);
  const Nystroem nystroem(rows, kFeatures, 20, {0.1, 0.5}, &random);
  ASSERT_EQ(nystroem.landmarks(), 20u);
  const auto features = nystroem.Features(rows);
  std::vector<double> weights;
  for (int c = 0; c < 20; ++c) weights.push_back(c % 3 - 0.7);
  const auto on_kernel = nystroem.KernelWeights(weights);
  for (size_t i = 0; i < kRows; ++i) {
    const auto& kernel = nystroem.kernel();
    const auto values =
        kernel.Values(kernel.Standardise(std::span(rows).subspan(i * kFeatures, kFeatures)));
    double direct = 0, through = 0;
    for (size_t c = 0; c < 20; ++c) {
      direct += weights[c] * static_cast<double>(features[i * 20 + c]);
      through += on_kernel[c] * static_cast<double>(values[c]);
    }
    EXPECT_NEAR(direct, through, 1e-4);
  }
}

TEST(Nystroem, AConstantFeatureSaysNothing) {
  const auto rows = Rows();
  Random random(1);
  const Nystroem nystroem(rows, kFeatures, 20, {0.1}, &random);
  EXPECT_EQ(nystroem.kernel().scale()[4], 0.0f);
  EXPECT_GT(nystroem.kernel().scale()[0], 0.0f);
}

}  // namespace
}  // namespace redquill::train
