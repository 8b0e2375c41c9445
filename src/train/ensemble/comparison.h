#ifndef REDQUILL_TRAIN_ENSEMBLE_COMPARISON_H_
#define REDQUILL_TRAIN_ENSEMBLE_COMPARISON_H_

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "metrics/bootstrap.h"
#include "train/ensemble/score_table.h"

namespace redquill::train {

/// What is compared: QWK over all essays, or the mean over prompts of the QWK within each.
enum class QwkStatistic { kAllEssays, kMeanOverPrompts };

/// One system beside the first.
struct Compared {
  std::string name;
  double qwk = 0;
  metrics::Interval interval;
  /// QWK less the first system's, and its interval by a paired bootstrap: each resample draws
  /// essays (within prompts for kMeanOverPrompts) and measures both systems on them. Nothing for
  /// the first.
  std::optional<double> difference;
  std::optional<metrics::Interval> difference_interval;
};

struct Comparison {
  QwkStatistic statistic = QwkStatistic::kAllEssays;
  size_t essays = 0, prompts = 0;
  std::vector<Compared> systems;
};

/// Compares systems whose tables are aligned; at least one table. An interval of differences that
/// leaves out 0 is what a paired test at the same level would call significant (Efron and
/// Tibshirani 1993, chapter 13). kInvalidArgument for kMeanOverPrompts where fewer than two prompts
/// are named.
Result<Comparison> Compare(std::span<const ScoreTable> tables, QwkStatistic statistic,
                           const metrics::BootstrapOptions& options);

nlohmann::json ToJson(const Comparison& comparison);

}  // namespace redquill::train

#endif  // REDQUILL_TRAIN_ENSEMBLE_COMPARISON_H_
