#ifndef REDQUILL_SCORING_SCORE_EDGES_H_
#define REDQUILL_SCORING_SCORE_EDGES_H_

#include "model/manifest.h"

namespace redquill::scoring {

/// How far a calibrated value is from the nearest one with another ToScale, in steps of the scale.
double StepsToAnotherScore(double calibrated, const model::Scale& scale);

}  // namespace redquill::scoring

#endif  // REDQUILL_SCORING_SCORE_EDGES_H_
