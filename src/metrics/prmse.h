#ifndef REDQUILL_METRICS_PRMSE_H_
#define REDQUILL_METRICS_PRMSE_H_

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

namespace redquill::metrics {

/// The human ratings of one essay; a rater who didn't read it is left out.
using Ratings = std::vector<double>;

/// How well a system predicts the *true* score, that is, the human one without the raters' error.
struct TrueScoreEvaluation {
  size_t essays = 0;
  size_t rated_twice = 0;         ///< Essays with two ratings or more.
  double variance_of_errors = 0;  ///< Of a single human rating.
  double true_score_variance = 0;
  double mse = 0;    ///< Mean squared error of the system against the true scores.
  double prmse = 0;  ///< 1 - mse / true_score_variance: 1 is perfect, 0 no better than the mean.
};

/// PRMSE, the proportional reduction in mean squared error, as in RSMTool (Loukina, Madnani,
/// Cahill, Yao, Johnson, Riordan and McCaffrey, "Using PRMSE to evaluate automated scoring systems
/// in the presence of label noise", BEA 2020). With n_i ratings of essay i, their mean h_i, the
/// mean H of all M ratings, and N essays:
///
///     variance_of_errors   E = sum_i sum_k (h_ik - h_i)^2 / sum_i (n_i - 1)
///     true_score_variance  T = (sum_i n_i (h_i - H)^2 - (N - 1) E) / (M - sum_i n_i^2 / M)
///     mse                      (sum_i n_i (h_i - s_i)^2 - N E) / M
///
/// E is estimated from the essays rated twice or more unless `variance_of_errors` is given. Nothing
/// where E can't be estimated, T is not positive, or there are no essays. Every essay has at least
/// one rating. It may be negative or above 1 in small samples.
std::optional<TrueScoreEvaluation> EvaluateTrueScores(
    std::span<const Ratings> human, std::span<const double> system,
    std::optional<double> variance_of_errors = {});

}  // namespace redquill::metrics

#endif  // REDQUILL_METRICS_PRMSE_H_
