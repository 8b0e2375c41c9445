#ifndef REDQUILL_HTTP_SCORE_ROUTES_H_
#define REDQUILL_HTTP_SCORE_ROUTES_H_

#include <memory>

#include "http/errand.h"
#include "http/score_body.h"
#include "http/serving.h"

namespace redquill::http {

/// The models that answer now; kUnavailable while they are loading.
Result<std::shared_ptr<const Scorer>> LoadedScorer(const Serving& serving);

/// What is to be done for a body, with its deadline by the request's headers and its answer in the
/// form of POST /v1/score. Errors: LoadedScorer's, DeadlineOf's, and kNotFound for the model.
Result<Errand> ErrandFor(const Serving& serving, ScoreBody given, const Request& request);

}  // namespace redquill::http

#endif  // REDQUILL_HTTP_SCORE_ROUTES_H_
