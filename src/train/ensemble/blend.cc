#include "train/ensemble/blend.h"

#include <algorithm>
#include <cmath>

#include "metrics/agreement.h"
#include "train/feature/calibration_line.h"

namespace redquill::train {
namespace {

constexpr size_t kFewestEssays = 20;
constexpr int kMostRounds = 10000;

/// min over w >= 0 of w'Gw - 2 b'w, G row-major with a positive diagonal where it matters.
std::vector<double> NonNegative(const std::vector<double>& g, const std::vector<double>& b) {
  const size_t n = b.size();
  std::vector<double> w(n, 0);
  for (int round = 0; round < kMostRounds; ++round) {
    double change = 0;
    for (size_t j = 0; j < n; ++j) {
      if (!(g[j * n + j] > 0)) continue;  // A member that says the same of every essay.
      double rest = b[j];
      for (size_t k = 0; k < n; ++k) rest -= k == j ? 0 : g[j * n + k] * w[k];
      const double next = std::max(0.0, rest / g[j * n + j]);
      change = std::max(change, std::abs(next - w[j]));
      w[j] = next;
    }
    if (change < 1e-12) break;
  }
  return w;
}

}  // namespace

double Blend::Raw(std::span<const double> members) const {
  double raw = part.intercept;
  for (size_t m = 0; m < members.size(); ++m) raw += part.weights[m] * members[m];
  return raw;
}

Result<Blend> FitBlend(std::span<const ScoreTable> members, std::span<const size_t> rows) {
  if (rows.size() < kFewestEssays) {
    return Fail(Code::kInvalidArgument, "There are " + std::to_string(rows.size()) +
                                            " essays to weigh the models by; at " + "least " +
                                            std::to_string(kFewestEssays) + " are needed.");
  }
  const size_t n = members.size();
  std::vector<std::vector<double>> value(n);
  std::vector<double> human;
  for (const size_t row : rows) {
    human.push_back(members[0].essays[row].human);
    for (size_t m = 0; m < n; ++m) value[m].push_back(members[m].essays[row].raw);
  }
  Blend blend;
  const double mean = metrics::Mean(human);
  for (const auto& of_member : value) blend.part.centres.push_back(metrics::Mean(of_member));
  std::vector<double> g(n * n, 0), b(n, 0);
  for (size_t j = 0; j < n; ++j) {
    for (size_t i = 0; i < rows.size(); ++i) {
      const double own = value[j][i] - blend.part.centres[j];
      b[j] += own * (human[i] - mean);
      for (size_t k = 0; k < n; ++k) g[j * n + k] += own * (value[k][i] - blend.part.centres[k]);
    }
  }
  blend.part.weights = NonNegative(g, b);
  blend.part.intercept = mean;
  for (size_t m = 0; m < n; ++m)
    blend.part.intercept -= blend.part.weights[m] * blend.part.centres[m];
  std::vector<double> raw, one(n);
  for (size_t i = 0; i < rows.size(); ++i) {
    for (size_t m = 0; m < n; ++m) one[m] = value[m][i];
    raw.push_back(blend.Raw(one));
  }
  if (!(metrics::StandardDeviation(raw) > 0)) {
    return Fail(Code::kInvalidArgument,
                "No model's values rise with the human scores, so there is nothing to weigh.",
                "human");
  }
  blend.line = LineOf(raw, human);
  return blend;
}

}  // namespace redquill::train
