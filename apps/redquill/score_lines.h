#ifndef REDQUILL_APPS_REDQUILL_SCORE_LINES_H_
#define REDQUILL_APPS_REDQUILL_SCORE_LINES_H_

#include <string>
#include <vector>

#include "base/error.h"
#include "scoring/service.h"

namespace redquill::app {

enum class LineForm { kHuman, kJson, kCsv };

/// What stands before the first essay's line; empty for JSON. `traits`: of a model that gives
/// several scores, the names of all; each has a column in CSV, behind the others.
std::string ScoreHeader(LineForm form, const std::vector<std::string>& traits);

/// One essay's outcome as a line (with its line feed). In JSON: {"id", "score", "raw", "model",
/// "receipt", …} as scoring/wire.h has it, or {"id", "error": {…}}.
std::string ScoreLine(LineForm form, const std::string& id, const Result<scoring::Answer>& outcome,
                      const std::vector<std::string>& traits);

/// A single essay's answer for a person: the score on its scale, what moved it, remarks.
std::string ScoreSheet(const scoring::Answer& answer);

}  // namespace redquill::app

#endif  // REDQUILL_APPS_REDQUILL_SCORE_LINES_H_
