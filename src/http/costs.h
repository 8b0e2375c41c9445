#ifndef REDQUILL_HTTP_COSTS_H_
#define REDQUILL_HTTP_COSTS_H_

#include <map>
#include <string>

#include "http/serving.h"
#include "sched/cost.h"

namespace redquill::http {

/// What a score costs, by model; the size is the text's length in bytes. Scores sample texts of
/// several lengths with every model of the scorer and fits each its cost (FitCost), in about
/// `budget` a model at most: a slow model is measured on fewer texts. A model that refuses the
/// samples is left out.
std::map<std::string, sched::Cost> MeasureCosts(
    const Scorer& scorer, sched::Duration budget = std::chrono::milliseconds(300));

/// The estimate for a text of that many bytes; 10 ms for a model that was not measured.
sched::Duration EstimatedCost(const Scorer& scorer, const std::string& model, size_t bytes);

}  // namespace redquill::http

#endif  // REDQUILL_HTTP_COSTS_H_
