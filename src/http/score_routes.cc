#include <nlohmann/json.hpp>

#include "base/sha256.h"
#include "http/costs.h"
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

/// The model that a body means, as far as the list tells; nullptr for a name that isn't on it.
const scoring::ModelInfo* ModelOf(const Scorer& scorer, const std::string& name) {
  for (const auto& info : scorer.models) {
    if (name.empty() ? info.is_default : info.manifest.name == name) return &info;
  }
  return nullptr;
}

/// What makes two requests the same work. The client is part of it: nobody waits in another
/// client's queue, or learns by the time an answer takes what others send.
std::string SameAs(const std::string& client, const std::string& model, const ScoreBody& body) {
  return client + '\n' + model + '\n' + body.prompt + (body.explain ? "\nexplain\n" : "\n\n") +
         Sha256Hex(body.essay);
}

Result<Errand> ErrandFor(const Serving& serving, std::shared_ptr<const Scorer> scorer,
                         ScoreBody body, const Request& request) {
  auto deadline = DeadlineOf(request, sched::Clock::now());
  if (!deadline) return Failure(deadline.error());
  Errand errand;
  errand.ask = {request.client, {}, {}, *deadline};
  if (const auto* info = ModelOf(*scorer, body.model)) {
    errand.ask.model = info->manifest.name;
    // A score that is given twice is recorded twice, so each is an errand of its own.
    const bool recorded = serving.keeping() != nullptr && serving.keeping()->recorder() != nullptr;
    if (!recorded) errand.same_as = SameAs(request.client, info->digest, body);
  }
  errand.ask.cost = EstimatedCost(*scorer, errand.ask.model, body.essay.size());
  errand.score = [&serving, scorer = std::move(scorer), body = std::move(body)] {
    return KeptScore(serving.keeping(), *scorer,
                     {body.essay, body.model, body.prompt, body.explain}, body.person);
  };
  errand.present = [](const Scored& scored, double queued_ms) -> Result<Response> {
    if (!scored) return Failure(scored.error());
    json wire = scoring::ToJson(scored->answer);
    wire["timings"]["queue_ms"] = queued_ms;
    if (scored->age_s) wire["cache"] = {{"tier", "exact"}, {"age_s", *scored->age_s}};
    if (scored->recorded) {
      wire["record"] = {{"id", scored->record}, {"state", store::NameOf(*scored->recorded)}};
    }
    return Json(wire);
  };
  return errand;
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

Plan Score(const Serving& serving) {
  return [&serving](const Request& request) -> Result<Errand> {
    auto scorer = LoadedScorer(serving);
    if (!scorer) return Failure(scorer.error());
    auto body = ReadScoreBody(request.body);
    if (!body) return Failure(body.error());
    return ErrandFor(serving, std::move(*scorer), std::move(*body), request);
  };
}

Plan Evaluate(const Serving& serving) {
  return [&serving](const Request& request) -> Result<Errand> {
    auto scorer = LoadedScorer(serving);
    if (!scorer) return Failure(scorer.error());
    const bool form = MediaType(Find(request.headers, "Content-Type")) != "application/json";
    auto body = ReadEvaluateBody(request.body, form);
    if (!body) return Failure(body.error());
    auto errand = ErrandFor(serving, std::move(*scorer), std::move(*body), request);
    if (!errand) return errand;
    // These clients know the model by their own name for the field.
    errand->present = [present = errand->present](const Scored& scored,
                                                  double queued_ms) -> Result<Response> {
      if (scored || scored.error().field != "model") return present(scored, queued_ms);
      Error error = scored.error();
      error.field = "my_model_id";
      return Failure(std::move(error));
    };
    return errand;
  };
}

}  // namespace redquill::http
