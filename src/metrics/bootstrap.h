#ifndef REDQUILL_METRICS_BOOTSTRAP_H_
#define REDQUILL_METRICS_BOOTSTRAP_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

namespace redquill::metrics {

struct Interval {
  double low = 0, high = 0;
};

struct BootstrapOptions {
  int resamples = 1000;
  double level = 0.95;  ///< Share that the interval holds, 0 < level < 1.
  uint64_t seed = 1;    ///< The same seed gives the same interval on every machine.
};

/// A statistic of the essays whose indices are given (with repeats).
using Statistic = std::function<double(std::span<const size_t>)>;

/// Percentile bootstrap interval of `statistic` (Efron and Tibshirani, "An Introduction to the
/// Bootstrap", 1993, chapter 13): `resamples` times as many essays as there are, `essays`, are
/// drawn with replacement, and the statistic's quantiles at (1 - level) / 2 on either side are
/// taken (linear between order statistics). Resamples where the statistic is NaN are left out; NaN
/// where all are. For a difference of two systems on the same essays (a paired bootstrap), let the
/// statistic compute both and subtract.
Interval Bootstrap(size_t essays, const Statistic& statistic, const BootstrapOptions& options = {});

/// The same, but drawing within each group on its own, so that every group keeps its size: for
/// means over prompts. `group[i]` is the group of essay i, any small numbers from 0.
Interval BootstrapWithinGroups(std::span<const int> group, const Statistic& statistic,
                               const BootstrapOptions& options = {});

}  // namespace redquill::metrics

#endif  // REDQUILL_METRICS_BOOTSTRAP_H_
