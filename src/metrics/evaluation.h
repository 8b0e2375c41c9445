#ifndef REDQUILL_METRICS_EVALUATION_H_
#define REDQUILL_METRICS_EVALUATION_H_

#include <cstddef>
#include <nlohmann/json_fwd.hpp>
#include <span>
#include <string>
#include <vector>

#include "metrics/bootstrap.h"

namespace redquill::metrics {

/// A human and a system score of one essay.
struct ScorePair {
  double human = 0;
  double system = 0;   ///< On the scale: rounded and clamped.
  double raw = 0;      ///< Before rounding (calibrated or raw), or `system` again if not known.
  std::string prompt;  ///< Empty if not known.
};

/// Agreement over one set of essays. NaN where a statistic is not defined.
struct Agreement {
  size_t n = 0;
  double qwk = 0, linear_kappa = 0, kappa = 0;
  double pearson = 0, spearman = 0;
  double pearson_raw = 0;  ///< Of the unrounded scores.
  double rmse = 0, rmse_raw = 0, mae = 0;
  double smd = 0, sd_ratio = 0;
  double exact = 0, adjacent = 0;  ///< Shares; adjacent counts exact ones too.
  double human_mean = 0, human_sd = 0, system_mean = 0, system_sd = 0;
};

struct PromptAgreement {
  std::string prompt;
  Agreement agreement;
  Interval qwk_interval;
};

/// How often each human score (row) met each system score (column). `scores` are all values that
/// occur on either side, ascending; both are empty where there are more than kMostScores, as with
/// unrounded scores.
inline constexpr size_t kMostScores = 200;
struct ConfusionMatrix {
  std::vector<double> scores;
  std::vector<std::vector<size_t>> count;
};

struct Evaluation {
  Agreement all;
  Interval qwk_interval;
  std::vector<PromptAgreement> prompts;  ///< By name; empty below two prompts.
  double mean_qwk = 0;                   ///< Mean over prompts, each counting the same.
  double fisher_mean_qwk = 0;
  Interval mean_qwk_interval;  ///< Drawn within prompts.
  ConfusionMatrix confusion;
  BootstrapOptions bootstrap;
};

/// Everything above. `step` is the distance of neighbouring scores on the scale, for adjacency.
Evaluation Evaluate(std::span<const ScorePair> pairs, double step, const BootstrapOptions& options);

/// The evaluation as JSON; NaN becomes null. The form is described in docs/formats/evaluation.md.
nlohmann::json ToJson(const Evaluation& evaluation);

}  // namespace redquill::metrics

#endif  // REDQUILL_METRICS_EVALUATION_H_
