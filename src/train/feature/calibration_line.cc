#include "train/feature/calibration_line.h"

#include "metrics/agreement.h"

namespace redquill::train {

scoring::Linear LineOf(std::span<const double> raw, std::span<const double> human) {
  scoring::Linear line;
  const double spread = metrics::StandardDeviation(raw);
  if (spread > 0) line.slope = metrics::StandardDeviation(human) / spread;
  line.intercept = metrics::Mean(human) - line.slope * metrics::Mean(raw);
  return line;
}

}  // namespace redquill::train
