#include "http/score_routes.h"

#include <nlohmann/json.hpp>

#include "http/costs.h"
#include "http/json_response.h"
#include "http/keeping.h"
#include "http/routes.h"
#include "http/score_body.h"
#include "scoring/wire.h"

namespace redquill::http {
namespace {

using nlohmann::json;

Result<Response> PresentScore(const Scored& scored, double queued_ms) {
  if (!scored) return Failure(scored.error());
  json wire = scoring::ToJson(scored->answer);
  wire["timings"]["queue_ms"] = queued_ms;
  if (scored->age_s) {
    wire["cache"] = {{"tier", scored->tier}, {"age_s", *scored->age_s}};
    if (scored->of_another_text()) wire["cache"]["similarity"] = scored->similarity;
  }
  if (scored->recorded) {
    wire["record"] = {{"id", scored->record}, {"state", store::NameOf(*scored->recorded)}};
  }
  return JsonResponse(wire);
}

}  // namespace

Result<std::shared_ptr<const Scorer>> LoadedScorer(const Serving& serving) {
  auto scorer = serving.scorer();
  if (scorer) return scorer;
  return Fail(Code::kUnavailable, "The models are still loading. Try again in a second.");
}

Result<Errand> ErrandFor(const Serving& serving, ScoreBody given, const Request& request) {
  auto scorer = LoadedScorer(serving);
  if (!scorer) return Failure(scorer.error());
  auto deadline = DeadlineOf(request, sched::Clock::now());
  if (!deadline) return Failure(deadline.error());
  auto once = IdempotencyKeyOf(request);
  if (!once) return Failure(once.error());
  const auto body = std::make_shared<const ScoreBody>(std::move(given));
  const scoring::Request wanted{body->essay, body->model, body->prompt, body->explain, *deadline};
  auto model = (*scorer)->find(wanted);
  if (!model) return Failure(model.error());
  Keeping* const keeping = serving.keeping();
  const auto keys = KeysFor((*model)->info, wanted);
  Errand errand;
  errand.ask = {request.client, (*model)->info.manifest.name,
                EstimatedCost(**model, body->essay.size()), *deadline};
  errand.known = KnownScore(keeping, **model, wanted, keys);
  // The client is part of it: nobody waits in another client's queue.
  if (!keys.answer.empty()) {
    errand.same_as = request.client + '\n' + keys.answer + (body->summative ? "!" : "");
  }
  const Asking asking{body->person, std::move(*once), request.client, body->summative};
  errand.score = [keeping, model = *model, body, wanted, keys, asking] {
    return FreshScore(keeping, *model, wanted, keys, asking);
  };
  if (keeping != nullptr && keeping->recorder() != nullptr) {
    errand.record = [keeping, body, wanted, asking](Kept& kept) {
      Record(*keeping, wanted, asking, kept);
    };
  }
  errand.present = PresentScore;
  return errand;
}

Handler ListModels(const Serving& serving) {
  return [&serving](const Request&) -> Result<Response> {
    auto scorer = LoadedScorer(serving);
    if (!scorer) return Failure(scorer.error());
    json models = json::array();
    for (const auto& model : (*scorer)->models) models.push_back(scoring::ToJson(model));
    return JsonResponse({{"models", models}});
  };
}

Plan Score(const Serving& serving) {
  return [&serving](const Request& request) -> Result<Errand> {
    auto body = ReadScoreBody(request.body);
    if (!body) return Failure(body.error());
    return ErrandFor(serving, std::move(*body), request);
  };
}

Plan Evaluate(const Serving& serving) {
  return [&serving](const Request& request) -> Result<Errand> {
    const bool form = MediaType(Find(request.headers, "Content-Type")) != "application/json";
    auto body = ReadEvaluateBody(request.body, form);
    if (!body) return Failure(body.error());
    auto errand = ErrandFor(serving, std::move(*body), request);
    if (errand || errand.error().field != "model") return errand;
    // These clients know the model by their own name for the field.
    Error error = errand.error();
    error.field = "my_model_id";
    return Failure(std::move(error));
  };
}

}  // namespace redquill::http
