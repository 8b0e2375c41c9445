#include "metrics/prmse.h"

#include <numeric>

namespace redquill::metrics {
namespace {

double MeanOf(const Ratings& ratings) {
  return std::accumulate(ratings.begin(), ratings.end(), 0.0) / static_cast<double>(ratings.size());
}

// E of the header; nothing without an essay rated twice.
std::optional<double> VarianceOfErrors(std::span<const Ratings> human) {
  double squares = 0, freedom = 0;
  for (const Ratings& ratings : human) {
    const double mean = MeanOf(ratings);
    for (double rating : ratings) squares += (rating - mean) * (rating - mean);
    freedom += static_cast<double>(ratings.size()) - 1;
  }
  if (freedom <= 0) return std::nullopt;
  return squares / freedom;
}

}  // namespace

std::optional<TrueScoreEvaluation> EvaluateTrueScores(std::span<const Ratings> human,
                                                      std::span<const double> system,
                                                      std::optional<double> variance_of_errors) {
  if (human.empty()) return std::nullopt;
  if (!variance_of_errors) variance_of_errors = VarianceOfErrors(human);
  if (!variance_of_errors) return std::nullopt;

  TrueScoreEvaluation result;
  result.essays = human.size();
  result.variance_of_errors = *variance_of_errors;
  double all_ratings = 0, squared_counts = 0, sum = 0;
  for (const Ratings& ratings : human) {
    const double n = static_cast<double>(ratings.size());
    if (ratings.size() > 1) ++result.rated_twice;
    all_ratings += n;
    squared_counts += n * n;
    sum += std::accumulate(ratings.begin(), ratings.end(), 0.0);
  }
  const double grand_mean = sum / all_ratings;
  double between = 0, errors = 0;
  for (size_t i = 0; i < human.size(); ++i) {
    const double n = static_cast<double>(human[i].size());
    const double mean = MeanOf(human[i]);
    between += n * (mean - grand_mean) * (mean - grand_mean);
    errors += n * (mean - system[i]) * (mean - system[i]);
  }
  const double essays = static_cast<double>(human.size());
  result.true_score_variance = (between - (essays - 1) * result.variance_of_errors) /
                               (all_ratings - squared_counts / all_ratings);
  result.mse = (errors - essays * result.variance_of_errors) / all_ratings;
  if (!(result.true_score_variance > 0)) return std::nullopt;
  result.prmse = 1 - result.mse / result.true_score_variance;
  return result;
}

}  // namespace redquill::metrics
