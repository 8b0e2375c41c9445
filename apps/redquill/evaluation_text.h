#ifndef REDQUILL_APPS_REDQUILL_EVALUATION_TEXT_H_
#define REDQUILL_APPS_REDQUILL_EVALUATION_TEXT_H_

#include <string>

#include "metrics/evaluation.h"

namespace redquill::app {

/// An evaluation as a table for a person: overall, by prompt, and the confusion matrix where it has
/// at most 13 scores.
std::string EvaluationText(const metrics::Evaluation& evaluation, const std::string& system);

}  // namespace redquill::app

#endif  // REDQUILL_APPS_REDQUILL_EVALUATION_TEXT_H_
