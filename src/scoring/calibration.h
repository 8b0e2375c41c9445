#ifndef REDQUILL_SCORING_CALIBRATION_H_
#define REDQUILL_SCORING_CALIBRATION_H_

#include <map>
#include <string>
#include <string_view>

#include "base/error.h"
#include "model/manifest.h"

namespace redquill::scoring {

/// calibrated = slope * raw + intercept. Fitted on inner out-of-fold predictions so that their mean
/// and standard deviation equal those of the human scores: least squares shrinks predictions
/// towards the mean, which QWK punishes (RSMTool calls it "raw_trim" then "scale"; Loukina et al.
/// 2020).
struct Linear {
  double slope = 1, intercept = 0;
  double operator()(double raw) const { return slope * raw + intercept; }
};

/// A package's calibration.json: for each part of the model (that of a model with one part is "")
/// and each output a line: {"version": 1, "parts": {"<part>": {"<output>": {"slope": s,
/// "intercept": i}}}}. A value; safe to read from many threads.
class Calibration {
 public:
  /// kCorrupt where the text is not of that form or a number isn't finite or a slope not positive.
  static Result<Calibration> FromJson(std::string_view json);
  std::string ToJson() const;

  /// nullptr if the package has no calibration for that part and output.
  const Linear* Find(const std::string& part, const std::string& output) const;
  void Set(const std::string& part, const std::string& output, Linear linear) {
    parts_[part][output] = linear;
  }

 private:
  std::map<std::string, std::map<std::string, Linear>> parts_;
};

/// The point of the scale nearest to a calibrated value: clamped to [min, max], then rounded half
/// up to a step.
double ToScale(double calibrated, const model::Scale& scale);

}  // namespace redquill::scoring

#endif  // REDQUILL_SCORING_CALIBRATION_H_
