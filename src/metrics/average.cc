#include "metrics/average.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace redquill::metrics {
namespace {

template <typename Transform>
double MeanOf(std::span<const double> values, Transform transform) {
  double sum = 0;
  int n = 0;
  for (double v : values) {
    if (std::isnan(v)) continue;
    sum += transform(v);
    ++n;
  }
  return n == 0 ? std::numeric_limits<double>::quiet_NaN() : sum / n;
}

}  // namespace

double MeanOverPrompts(std::span<const double> values) {
  return MeanOf(values, [](double v) { return v; });
}

double FisherMean(std::span<const double> kappas) {
  return std::tanh(
      MeanOf(kappas, [](double kappa) { return std::atanh(std::clamp(kappa, -0.999, 0.999)); }));
}

}  // namespace redquill::metrics
