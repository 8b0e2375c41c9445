#include "scoring/score_edges.h"

#include <algorithm>
#include <cmath>

namespace redquill::scoring {

double StepsToAnotherScore(double calibrated, const model::Scale& scale) {
  const double at = (calibrated - scale.min) / scale.step;
  const double last = std::round((scale.max - scale.min) / scale.step) - 1;
  // Scores change in the middle between two points of the scale.
  return std::abs(at - (std::clamp(std::floor(at), 0.0, last) + 0.5));
}

}  // namespace redquill::scoring
