#ifndef REDQUILL_SCORING_WIRE_H_
#define REDQUILL_SCORING_WIRE_H_

#include <nlohmann/json_fwd.hpp>

#include "scoring/service.h"

namespace redquill::scoring {

/// An answer as `redquill score --json` prints it and POST /v1/score returns it; a score on a scale
/// of whole numbers is a whole number.
nlohmann::json ToJson(const Answer& answer);

/// {"min", "max", "step"}.
nlohmann::json ToJson(const model::Scale& scale);

/// A loaded model as GET /v1/models lists it.
nlohmann::json ToJson(const ModelInfo& info);

}  // namespace redquill::scoring

#endif  // REDQUILL_SCORING_WIRE_H_
