#ifndef REDQUILL_SCORING_EXPLAIN_H_
#define REDQUILL_SCORING_EXPLAIN_H_

#include <vector>

#include "engine/engine.h"
#include "model/manifest.h"
#include "scoring/answer.h"

namespace redquill::scoring {

/// Puts an engine's additive contributions into a teacher's words. Const after For; safe from many
/// threads.
class Explainer {
 public:
  Explainer() = default;

  /// Reads the medians of the training essays' features from the manifest's config
  /// ("feature_medians"): they decide whether a value is called high or low. kCorrupt if their
  /// number is not that of the features.
  static Result<Explainer> For(const model::Manifest& manifest);

  /// The strongest contributions, at most kMostInfluences, in points of the scale (raw units times
  /// the calibration's slope); those under a hundredth of a point are left out. `values` are the
  /// essay's features.
  std::vector<Influence> Explain(const std::vector<float>& values,
                                 const std::vector<engine::Contribution>& contributions,
                                 double slope) const;

 private:
  std::vector<float> medians_;
};

}  // namespace redquill::scoring

#endif  // REDQUILL_SCORING_EXPLAIN_H_
