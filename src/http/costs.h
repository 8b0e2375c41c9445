#ifndef REDQUILL_HTTP_COSTS_H_
#define REDQUILL_HTTP_COSTS_H_

#include <cstddef>

#include "http/serving.h"
#include "sched/cost.h"

namespace redquill::http {

/// What a score by the model costs; the size is the text's length in bytes. Scores sample texts of
/// several lengths and fits the cost (FitCost), in about `budget` at most: a slow model is measured
/// on fewer texts. The zero cost for a model that refuses the samples.
sched::Cost MeasureCost(const Served& model,
                        sched::Duration budget = std::chrono::milliseconds(300));

/// The estimate for a text of that many bytes; 10 ms for a model that was not measured.
sched::Duration EstimatedCost(const Served& model, size_t bytes);

}  // namespace redquill::http

#endif  // REDQUILL_HTTP_COSTS_H_
