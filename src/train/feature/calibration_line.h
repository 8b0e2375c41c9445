#ifndef REDQUILL_TRAIN_FEATURE_CALIBRATION_LINE_H_
#define REDQUILL_TRAIN_FEATURE_CALIBRATION_LINE_H_

#include <span>

#include "scoring/calibration.h"

namespace redquill::train {

/// The line that gives raw values the human scores' mean and standard deviation (scoring::Linear
/// says why). Values that are all the same keep slope 1. As many values as scores, not none.
scoring::Linear LineOf(std::span<const double> raw, std::span<const double> human);

}  // namespace redquill::train

#endif  // REDQUILL_TRAIN_FEATURE_CALIBRATION_LINE_H_
