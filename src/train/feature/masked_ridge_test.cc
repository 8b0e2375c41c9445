#include "train/feature/masked_ridge.h"

#include <gtest/gtest.h>

#include <Eigen/Dense>

#include "base/random.h"

namespace redquill::train {
namespace {

constexpr size_t kEssays = 60;

/// Sparse rows, dense rows, groups, scores and inner folds of made-up essays.
struct Sample {
  Csr sparse{30};
  std::vector<float> dense;
  std::vector<int> groups, inner;
  std::vector<double> scores;
  std::vector<KernelTerm> terms;

  Sample() {
    Random random(3);
    for (size_t i = 0; i < kEssays; ++i) {
      engine::SparseVector row;
      for (uint32_t c = 0; c < 30; ++c) {
        if (random.Below(4) != 0) continue;
        row.index.push_back(c);
        row.value.push_back(static_cast<float>(random.Unit() - 0.3));
      }
      sparse.Add(row);
      for (int c = 0; c < 4; ++c) dense.push_back(static_cast<float>(random.Unit()));
      groups.push_back(static_cast<int>(random.Below(3)));
      inner.push_back(static_cast<int>(i % 5));
      scores.push_back(1.0 + static_cast<double>(random.Below(6)));
    }
    terms = {{.weight = 2, .sparse = &sparse, .columns = 30},
             {.weight = 0.5, .dense = dense, .columns = 4},
             {.weight = 3, .sparse = &sparse, .columns = 30, .groups = groups, .group_count = 3}};
  }

  double Kernel(size_t i, size_t j) const {
    std::vector<double> row(30, 0.0);
    const auto a = sparse.row(i), b = sparse.row(j);
    for (size_t k = 0; k < a.index.size(); ++k) row[a.index[k]] = static_cast<double>(a.value[k]);
    double dot = 0, close = 0;
    for (size_t k = 0; k < b.index.size(); ++k) {
      dot += row[b.index[k]] * static_cast<double>(b.value[k]);
    }
    for (size_t c = 0; c < 4; ++c) {
      close += static_cast<double>(dense[i * 4 + c]) * static_cast<double>(dense[j * 4 + c]);
    }
    return 2 * dot + 0.5 * close + (groups[i] == groups[j] ? 3 * dot : 0);
  }

  /// The prediction for essay `test` of a ridge solved directly, on all essays but fold `left_out`.
  double Direct(int left_out, size_t test, double penalty) const {
    std::vector<size_t> learn;
    double mean = 0;
    for (size_t i = 0; i < kEssays; ++i) {
      if (inner[i] != left_out) learn.push_back(i);
    }
    for (const size_t i : learn) mean += scores[i] / static_cast<double>(learn.size());
    const auto n = static_cast<Eigen::Index>(learn.size());
    Eigen::MatrixXd kernel(n, n);
    Eigen::VectorXd y(n), k(n);
    for (Eigen::Index i = 0; i < n; ++i) {
      const size_t a = learn[static_cast<size_t>(i)];
      for (Eigen::Index j = 0; j < n; ++j) {
        kernel(i, j) = Kernel(a, learn[static_cast<size_t>(j)]) + (i == j ? penalty : 0);
      }
      y(i) = scores[a] - mean;
      k(i) = Kernel(test, a);
    }
    return mean + k.dot(kernel.llt().solve(y));
  }
};

TEST(MaskedRidge, SolvesEveryLaneAsADirectSolverDoes) {
  const Sample sample;
  const auto fit = FitMaskedRidge(sample.terms, sample.scores, sample.inner, 1.5);
  EXPECT_GT(fit.iterations, 2);
  for (size_t i = 0; i < kEssays; ++i) {
    EXPECT_NEAR(static_cast<double>(fit.out_of_fold[i]), sample.Direct(sample.inner[i], i, 1.5),
                1e-2);
  }
  const LaneRows products = TimesKernel(sample.terms, fit.coefficients);
  for (size_t i = 0; i < kEssays; i += 7) {
    EXPECT_NEAR(fit.mean[0] + static_cast<double>(products[i][0]), sample.Direct(-1, i, 1.5), 1e-2);
  }
}

TEST(MaskedRidge, LeavesOutWhatALaneMustNotSee) {
  Sample sample;
  const auto before = FitMaskedRidge(sample.terms, sample.scores, sample.inner, 1.0);
  for (size_t i = 0; i < kEssays; ++i) {
    if (sample.inner[i] == 2) sample.scores[i] = 100;
  }
  const auto after = FitMaskedRidge(sample.terms, sample.scores, sample.inner, 1.0);
  for (size_t i = 0; i < kEssays; ++i) {
    if (sample.inner[i] == 2) {
      EXPECT_EQ(before.out_of_fold[i], after.out_of_fold[i])
          << "an essay's own fold's scores moved its out-of-fold value";
    }
    EXPECT_EQ(after.coefficients[i][static_cast<size_t>(sample.inner[i]) + 1], 0.0f);
  }
  EXPECT_NE(before.mean[0], after.mean[0]);
}

TEST(MaskedRidge, WithoutTermsEveryoneGetsTheMean) {
  const Sample sample;
  const auto fit = FitMaskedRidge({}, sample.scores, sample.inner, 1.0);
  for (size_t i = 0; i < kEssays; ++i) {
    EXPECT_NEAR(static_cast<double>(fit.out_of_fold[i]),
                fit.mean[static_cast<size_t>(sample.inner[i]) + 1], 1e-6);
  }
}

}  // namespace
}  // namespace redquill::train
