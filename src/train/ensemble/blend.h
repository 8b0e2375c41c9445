#ifndef REDQUILL_TRAIN_ENSEMBLE_BLEND_H_
#define REDQUILL_TRAIN_ENSEMBLE_BLEND_H_

#include <span>
#include <vector>

#include "base/error.h"
#include "engine/ensemble/spec.h"
#include "scoring/calibration.h"
#include "train/ensemble/score_table.h"

namespace redquill::train {

/// Weights of an ensemble and the line behind them.
struct Blend {
  engine::ensemble::PartSpec part;
  scoring::Linear line;  ///< Gives blended values the mean and spread of the human scores.

  /// Of an essay's raw values, one a member.
  double Raw(std::span<const double> members) const;
};

/// The least squares of human scores on the members' raw values and a constant, no weight below 0
/// (stacked regressions; Breiman, Machine Learning 24, 1996): coordinate descent on the centred
/// normal equations. The tables are aligned, of essays that their models did not learn from; `rows`
/// chooses essays. kInvalidArgument below 20 essays, or where no member's values rise with the
/// scores.
Result<Blend> FitBlend(std::span<const ScoreTable> members, std::span<const size_t> rows);

}  // namespace redquill::train

#endif  // REDQUILL_TRAIN_ENSEMBLE_BLEND_H_
