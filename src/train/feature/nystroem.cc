#include "train/feature/nystroem.h"

#include <Eigen/Cholesky>
#include <algorithm>
#include <cmath>
#include <numeric>

namespace redquill::train {
namespace {

using Matrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using Map = Eigen::Map<const Matrix>;

// Keeps the Cholesky factor of nearly equal landmarks away from singular, and so the weights on
// kernel values small enough for single precision.
constexpr double kJitter = 1e-3;

struct Standard {
  std::vector<float> mean, scale;
};

Standard Standardise(std::span<const float> rows, size_t features) {
  const size_t n = rows.size() / features;
  std::vector<double> mean(features, 0.0), squares(features, 0.0);
  std::vector<float> logs(rows.size());
  for (size_t i = 0; i < rows.size(); ++i) logs[i] = engine::gbdt::SignedLog(rows[i]);
  for (size_t i = 0; i < logs.size(); ++i) mean[i % features] += static_cast<double>(logs[i]);
  for (double& m : mean) m /= static_cast<double>(n);
  for (size_t i = 0; i < logs.size(); ++i) {
    const double off = static_cast<double>(logs[i]) - mean[i % features];
    squares[i % features] += off * off;
  }
  Standard standard;
  for (size_t j = 0; j < features; ++j) {
    const double sd = std::sqrt(squares[j] / static_cast<double>(n));
    standard.mean.push_back(static_cast<float>(mean[j]));
    standard.scale.push_back(sd > 1e-6 ? static_cast<float>(1.0 / sd) : 0.0f);
  }
  return standard;
}

}  // namespace

Nystroem::Nystroem(std::span<const float> rows, size_t features, size_t landmarks,
                   std::vector<double> gammas, Random* random) {
  const size_t n = rows.size() / features;
  Standard standard = Standardise(rows, features);
  std::vector<size_t> order(n);
  std::iota(order.begin(), order.end(), size_t{0});
  random->Shuffle(order);
  order.resize(std::min(n, landmarks));
  std::sort(order.begin(), order.end());
  const engine::gbdt::Kernel bare(standard.mean, standard.scale, {}, gammas);
  std::vector<float> marks;
  for (const size_t i : order) {
    const auto z = bare.Standardise(rows.subspan(i * features, features));
    marks.insert(marks.end(), z.begin(), z.end());
  }
  kernel_ = engine::gbdt::Kernel(std::move(standard.mean), std::move(standard.scale),
                                 std::move(marks), std::move(gammas));
  const auto m = static_cast<Eigen::Index>(order.size());
  Matrix among(m, m);
  for (Eigen::Index i = 0; i < m; ++i) {
    const auto values = kernel_.Values(kernel_.landmark(static_cast<size_t>(i)));
    for (Eigen::Index j = 0; j < m; ++j) {
      among(i, j) = static_cast<double>(values[static_cast<size_t>(j)]);
    }
    among(i, i) += kJitter;
  }
  const Matrix lower = Eigen::LLT<Matrix>(among).matrixL();
  lower_.assign(lower.data(), lower.data() + lower.size());
}

std::vector<float> Nystroem::Features(std::span<const float> rows) const {
  constexpr size_t kBatch = 256;
  const size_t features = kernel_.features(), n = rows.size() / features, m = landmarks();
  const Map lower(lower_.data(), static_cast<Eigen::Index>(m), static_cast<Eigen::Index>(m));
  std::vector<float> out(n * m);
  for (size_t first = 0; first < n; first += kBatch) {
    const size_t count = std::min(kBatch, n - first);
    Matrix values(static_cast<Eigen::Index>(m), static_cast<Eigen::Index>(count));
    for (size_t i = 0; i < count; ++i) {
      const auto k =
          kernel_.Values(kernel_.Standardise(rows.subspan((first + i) * features, features)));
      for (size_t j = 0; j < m; ++j) {
        values(static_cast<Eigen::Index>(j), static_cast<Eigen::Index>(i)) =
            static_cast<double>(k[j]);
      }
    }
    lower.triangularView<Eigen::Lower>().solveInPlace(values);
    for (size_t i = 0; i < count; ++i) {
      for (size_t j = 0; j < m; ++j) {
        out[(first + i) * m + j] =
            static_cast<float>(values(static_cast<Eigen::Index>(j), static_cast<Eigen::Index>(i)));
      }
    }
  }
  return out;
}

std::vector<double> Nystroem::KernelWeights(std::span<const double> weights) const {
  const auto m = static_cast<Eigen::Index>(landmarks());
  const Map lower(lower_.data(), m, m);
  Eigen::VectorXd solved = Eigen::Map<const Eigen::VectorXd>(weights.data(), m);
  lower.transpose().triangularView<Eigen::Upper>().solveInPlace(solved);
  return {solved.data(), solved.data() + m};
}

}  // namespace redquill::train
