#include "metrics/bootstrap.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include "base/random.h"

namespace redquill::metrics {
namespace {

// Linear between order statistics, the i-th of n standing at i / (n - 1).
double Quantile(const std::vector<double>& sorted, double share) {
  const double place = share * static_cast<double>(sorted.size() - 1);
  const size_t below = static_cast<size_t>(place);
  const size_t above = std::min(below + 1, sorted.size() - 1);
  return sorted[below] + (place - static_cast<double>(below)) * (sorted[above] - sorted[below]);
}

}  // namespace

Interval Bootstrap(size_t essays, const Statistic& statistic, const BootstrapOptions& options) {
  return BootstrapWithinGroups(std::vector<int>(essays, 0), statistic, options);
}

Interval BootstrapWithinGroups(std::span<const int> group, const Statistic& statistic,
                               const BootstrapOptions& options) {
  std::map<int, std::vector<size_t>> members;
  for (size_t i = 0; i < group.size(); ++i) members[group[i]].push_back(i);

  Random random(options.seed);
  std::vector<size_t> drawn(group.size());
  std::vector<double> values;
  for (int resample = 0; resample < options.resamples && !group.empty(); ++resample) {
    size_t at = 0;
    for (const auto& [name, essays] : members) {
      for (size_t i = 0; i < essays.size(); ++i) drawn[at++] = essays[random.Below(essays.size())];
    }
    const double value = statistic(drawn);
    if (!std::isnan(value)) values.push_back(value);
  }
  if (values.empty()) {
    const double undefined = std::numeric_limits<double>::quiet_NaN();
    return {undefined, undefined};
  }
  std::sort(values.begin(), values.end());
  const double tail = (1 - options.level) / 2;
  return {Quantile(values, tail), Quantile(values, 1 - tail)};
}

}  // namespace redquill::metrics
