#include "metrics/agreement.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <numeric>
#include <vector>

namespace redquill::metrics {
namespace {

constexpr double kUndefined = std::numeric_limits<double>::quiet_NaN();
constexpr double kRoundingSlack = 1e-9;

double Ratio(double numerator, double denominator) {
  return denominator == 0 ? kUndefined : numerator / denominator;
}

// Exactly 0 for a constant, however its mean was rounded.
double SumOfSquares(std::span<const double> values, double mean) {
  const auto [low, high] = std::minmax_element(values.begin(), values.end());
  if (low == high || *low == *high) return 0;
  double sum = 0;
  for (double v : values) sum += (v - mean) * (v - mean);
  return sum;
}

std::vector<double> Sorted(std::span<const double> values) {
  std::vector<double> sorted(values.begin(), values.end());
  std::sort(sorted.begin(), sorted.end());
  return sorted;
}

// The ranks from 1, ties sharing their mean rank.
std::vector<double> Ranks(std::span<const double> values) {
  std::vector<size_t> order(values.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::sort(order.begin(), order.end(), [&](size_t a, size_t b) { return values[a] < values[b]; });
  std::vector<double> ranks(values.size());
  for (size_t begin = 0, end; begin < order.size(); begin = end) {
    end = begin + 1;
    while (end < order.size() && values[order[end]] == values[order[begin]]) ++end;
    const double mean_rank = static_cast<double>(begin + 1 + end) / 2;
    for (size_t i = begin; i < end; ++i) ranks[order[i]] = mean_rank;
  }
  return ranks;
}

// The mean of |a_i - b_j| over all pairs, in O(n log n): each a against the b's below and above it.
double MeanDistanceOfPairs(std::span<const double> human, std::span<const double> system) {
  const std::vector<double> a = Sorted(human), b = Sorted(system);
  const double total = std::accumulate(b.begin(), b.end(), 0.0);
  double sum = 0, below_sum = 0;
  size_t below = 0;
  for (double x : a) {
    while (below < b.size() && b[below] <= x) below_sum += b[below++];
    sum += x * static_cast<double>(below) - below_sum;
    sum += (total - below_sum) - x * static_cast<double>(b.size() - below);
  }
  return sum / (static_cast<double>(a.size()) * static_cast<double>(b.size()));
}

// The share of all pairs i, j with equal values.
double EqualPairs(std::span<const double> human, std::span<const double> system) {
  const std::vector<double> a = Sorted(human), b = Sorted(system);
  double equal = 0;
  for (size_t i = 0, end; i < a.size(); i = end) {
    end = i + 1;
    while (end < a.size() && a[end] == a[i]) ++end;
    const auto [low, high] = std::equal_range(b.begin(), b.end(), a[i]);
    equal += static_cast<double>(end - i) * static_cast<double>(high - low);
  }
  return equal / (static_cast<double>(a.size()) * static_cast<double>(b.size()));
}

}  // namespace

double Mean(std::span<const double> values) {
  return Ratio(std::accumulate(values.begin(), values.end(), 0.0),
               static_cast<double>(values.size()));
}

double StandardDeviation(std::span<const double> values) {
  if (values.size() < 2) return kUndefined;
  return std::sqrt(SumOfSquares(values, Mean(values)) / static_cast<double>(values.size() - 1));
}

double QuadraticWeightedKappa(std::span<const double> human, std::span<const double> system) {
  const double n = static_cast<double>(human.size());
  const double mean_h = Mean(human), mean_s = Mean(system);
  double observed = 0;
  for (size_t i = 0; i < human.size(); ++i) {
    observed += (human[i] - system[i]) * (human[i] - system[i]);
  }
  const double expected = SumOfSquares(human, mean_h) + SumOfSquares(system, mean_s) +
                          n * (mean_h - mean_s) * (mean_h - mean_s);
  return 1 - Ratio(observed, expected);
}

double LinearWeightedKappa(std::span<const double> human, std::span<const double> system) {
  if (human.empty()) return kUndefined;
  return 1 - Ratio(Mae(human, system), MeanDistanceOfPairs(human, system));
}

double Kappa(std::span<const double> human, std::span<const double> system) {
  if (human.empty()) return kUndefined;
  const double chance = EqualPairs(human, system);
  double equal = 0;
  for (size_t i = 0; i < human.size(); ++i) equal += human[i] == system[i] ? 1 : 0;
  return Ratio(equal / static_cast<double>(human.size()) - chance, 1 - chance);
}

double Pearson(std::span<const double> human, std::span<const double> system) {
  const double mean_h = Mean(human), mean_s = Mean(system);
  double product = 0;
  for (size_t i = 0; i < human.size(); ++i) product += (human[i] - mean_h) * (system[i] - mean_s);
  const double spread =
      std::sqrt(SumOfSquares(human, mean_h)) * std::sqrt(SumOfSquares(system, mean_s));
  const double r = Ratio(product, spread);
  return std::isnan(r) ? r : std::clamp(r, -1.0, 1.0);
}

double Spearman(std::span<const double> human, std::span<const double> system) {
  return Pearson(Ranks(human), Ranks(system));
}

double Rmse(std::span<const double> human, std::span<const double> system) {
  double sum = 0;
  for (size_t i = 0; i < human.size(); ++i) {
    sum += (human[i] - system[i]) * (human[i] - system[i]);
  }
  return std::sqrt(Ratio(sum, static_cast<double>(human.size())));
}

double Mae(std::span<const double> human, std::span<const double> system) {
  double sum = 0;
  for (size_t i = 0; i < human.size(); ++i) sum += std::fabs(human[i] - system[i]);
  return Ratio(sum, static_cast<double>(human.size()));
}

double StandardisedMeanDifference(std::span<const double> human, std::span<const double> system,
                                  SmdMethod method) {
  double spread = StandardDeviation(human);
  if (method == SmdMethod::kPooled) {
    const double other = StandardDeviation(system);
    spread = std::sqrt((spread * spread + other * other) / 2);
  }
  return Ratio(Mean(system) - Mean(human), spread);
}

double SdRatio(std::span<const double> human, std::span<const double> system) {
  return Ratio(StandardDeviation(system), StandardDeviation(human));
}

double AgreementWithin(std::span<const double> human, std::span<const double> system,
                       double tolerance) {
  double within = 0;
  for (size_t i = 0; i < human.size(); ++i) {
    within += std::fabs(human[i] - system[i]) <= tolerance + kRoundingSlack ? 1 : 0;
  }
  return Ratio(within, static_cast<double>(human.size()));
}

}  // namespace redquill::metrics
