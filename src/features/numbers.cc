#include "features/numbers.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace redquill::features {
namespace {

double Quantile(const std::vector<double>& sorted, double share) {
  const double rank = share * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<size_t>(rank);
  const double part = rank - static_cast<double>(below);
  if (below + 1 == sorted.size()) return sorted[below];
  return sorted[below] + part * (sorted[below + 1] - sorted[below]);
}

}  // namespace

double Log(double x) {
  int exponent;
  double m = std::frexp(x, &exponent);  // Exact: m in [0.5, 1).
  if (m < std::numbers::sqrt2 / 2) {
    m *= 2;
    --exponent;
  }
  // log m = 2 artanh z, |z| <= 0.172: thirteen terms leave less than 2^-70.
  const double z = (m - 1) / (m + 1), square = z * z;
  double sum = 0;
  for (int k = 25; k >= 1; k -= 2) sum = sum * square + 1.0 / k;
  return 2 * z * sum + exponent * std::numbers::ln2;
}

double Ratio(double a, double b) { return b == 0 ? 0 : a / b; }

Moments Moments::Of(std::vector<double>* values) {
  Moments m;
  if (values->empty()) return m;
  std::sort(values->begin(), values->end());
  const auto n = static_cast<double>(values->size());
  for (double v : *values) m.mean += v / n;
  double squares = 0;
  for (double v : *values) squares += (v - m.mean) * (v - m.mean);
  m.sd = std::sqrt(squares / n);
  m.lower_quartile = Quantile(*values, 0.25);
  m.median = Quantile(*values, 0.5);
  m.upper_quartile = Quantile(*values, 0.75);
  m.min = values->front();
  m.max = values->back();
  return m;
}

}  // namespace redquill::features
