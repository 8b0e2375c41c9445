#ifndef REDQUILL_METRICS_AGREEMENT_H_
#define REDQUILL_METRICS_AGREEMENT_H_

#include <span>

namespace redquill::metrics {

/// Agreement of a system's scores with human ones, by the names and formulas of RSMTool (Madnani
/// and Loukina, "RSMTool: A collection of tools for building and evaluating automated scoring
/// models", JOSS 1(3), 2016) where it has the statistic.
///
/// In all of these `human` and `system` have the same length, element i being one essay; every
/// value is finite. Where a statistic is not defined (no essays, a constant human score where a
/// spread is divided by) the result is NaN, never a made-up 0 or 1. Pure functions, safe from many
/// threads; the result depends on the order of the essays only by rounding.

/// Cohen's kappa with quadratic weights (QWK; Cohen 1968), on the scores' *values*:
///
///     1 - mean((h - s)^2) / (var(h) + var(s) + (mean(h) - mean(s))^2)      (population variances)
///
/// The denominator is the mean of (h_i - s_j)^2 over all pairs, so this equals the kappa of the
/// full table of all scores of an equally spaced scale, whether each of them occurs or not, and
/// holds for half points and for unrounded scores too. NaN where both sides are the same constant.
double QuadraticWeightedKappa(std::span<const double> human, std::span<const double> system);

/// Cohen's kappa with linear weights |h - s| on the scores' values.
double LinearWeightedKappa(std::span<const double> human, std::span<const double> system);

/// Cohen's kappa (1960), unweighted: only equal values agree.
double Kappa(std::span<const double> human, std::span<const double> system);

/// Pearson's r. NaN where either side is constant.
double Pearson(std::span<const double> human, std::span<const double> system);

/// Spearman's rho: Pearson's r of the ranks, ties having their mean rank.
double Spearman(std::span<const double> human, std::span<const double> system);

/// Root of the mean squared difference.
double Rmse(std::span<const double> human, std::span<const double> system);

/// Mean absolute difference.
double Mae(std::span<const double> human, std::span<const double> system);

double Mean(std::span<const double> values);

/// Standard deviation with divisor n - 1; NaN below two values.
double StandardDeviation(std::span<const double> values);

/// By which spread a difference of means is divided.
enum class SmdMethod {
  kUnpooled,  ///< SD of the human scores: RSMTool's default.
  kPooled,    ///< sqrt((SD(h)^2 + SD(s)^2) / 2), as in Williamson, Xi and Breyer 2012.
};

/// Standardised mean difference, (mean(s) - mean(h)) / SD. Positive: the system scores higher. The
/// field's rule of thumb is |SMD| <= 0.15 overall and 0.10 within a group (Williamson, Xi and
/// Breyer, "A framework for evaluation and use of automated scoring", 2012).
double StandardisedMeanDifference(std::span<const double> human, std::span<const double> system,
                                  SmdMethod method = SmdMethod::kUnpooled);

/// SD(s) / SD(h): below 1 where the system's scores are drawn to the middle.
double SdRatio(std::span<const double> human, std::span<const double> system);

/// The share, 0..1, of essays with |h - s| <= tolerance: 0 gives exact agreement, one step of the
/// scale gives exact + adjacent agreement. A rounding slack of 1e-9 is allowed.
double AgreementWithin(std::span<const double> human, std::span<const double> system,
                       double tolerance);

}  // namespace redquill::metrics

#endif  // REDQUILL_METRICS_AGREEMENT_H_
