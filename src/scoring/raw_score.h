#ifndef REDQUILL_SCORING_RAW_SCORE_H_
#define REDQUILL_SCORING_RAW_SCORE_H_

#include <cstddef>
#include <string>
#include <vector>

#include "engine/engine.h"
#include "scoring/answer.h"

namespace redquill::scoring {

/// What a model makes of an essay before calibration, and all else that an answer says of the
/// essay: from this a package with the same weights (RawDigest) and another calibration answers
/// without reading the essay again. Holds no text.
struct RawScore {
  engine::Output output;
  std::vector<float> features;  ///< For the words of an explanation; empty unless it was asked for.
  std::string text_sha256;      ///< Of the normalised text.
  size_t words = 0;
  size_t tokens_read = 0, tokens = 0;  ///< As Answer has them.
  Timings timings;
};

}  // namespace redquill::scoring

#endif  // REDQUILL_SCORING_RAW_SCORE_H_
