#include <nlohmann/json.hpp>

#include "http/keeping.h"
#include "http/routes.h"
#include "http/score_body.h"
#include "scoring/wire.h"

namespace redquill::http {
namespace {

using nlohmann::json;

Response Json(const json& value) {
  return {200, "application/json", {}, value.dump(-1, ' ', false, json::error_handler_t::replace)};
}

Result<std::shared_ptr<const Scorer>> LoadedScorer(const Serving& serving) {
  auto scorer = serving.scorer();
  if (scorer) return scorer;
  return Fail(Code::kUnavailable, "The models are still loading. Try again in a second.");
}

Result<Response> ScoreEssay(const Serving& serving, const Scorer& scorer, const ScoreBody& body,
                            double queued_ms) {
  auto kept = KeptScore(serving.keeping(), scorer,
                        {body.essay, body.model, body.prompt, body.explain}, body.person);
  if (!kept) return Failure(kept.error());
  json wire = scoring::ToJson(kept->answer);
  wire["timings"]["queue_ms"] = queued_ms;
  if (kept->age_s) wire["cache"] = {{"tier", "exact"}, {"age_s", *kept->age_s}};
  if (kept->recorded) {
    wire["record"] = {{"id", kept->record}, {"state", store::NameOf(*kept->recorded)}};
  }
  return Json(wire);
}

}  // namespace

Handler Ready(const Serving& serving) {
  return [&serving](const Request&) -> Result<Response> {
    auto scorer = LoadedScorer(serving);
    if (!scorer) return Failure(scorer.error());
    return Json({{"status", "ready"}, {"models", (*scorer)->models.size()}});
  };
}

Handler ListModels(const Serving& serving) {
  return [&serving](const Request&) -> Result<Response> {
    auto scorer = LoadedScorer(serving);
    if (!scorer) return Failure(scorer.error());
    json models = json::array();
    for (const auto& model : (*scorer)->models) models.push_back(scoring::ToJson(model));
    return Json({{"models", models}});
  };
}

Handler Score(const Serving& serving) {
  return [&serving](const Request& request) -> Result<Response> {
    auto scorer = LoadedScorer(serving);
    if (!scorer) return Failure(scorer.error());
    auto body = ReadScoreBody(request.body);
    if (!body) return Failure(body.error());
    return ScoreEssay(serving, **scorer, *body, request.queued_ms);
  };
}

Handler Evaluate(const Serving& serving) {
  return [&serving](const Request& request) -> Result<Response> {
    auto scorer = LoadedScorer(serving);
    if (!scorer) return Failure(scorer.error());
    const bool form = MediaType(Find(request.headers, "Content-Type")) != "application/json";
    auto body = ReadEvaluateBody(request.body, form);
    if (!body) return Failure(body.error());
    auto response = ScoreEssay(serving, **scorer, *body, request.queued_ms);
    // These clients know the model by their own name for the field.
    if (!response && response.error().field == "model") {
      Error error = response.error();
      error.field = "my_model_id";
      return Failure(std::move(error));
    }
    return response;
  };
}

}  // namespace redquill::http
