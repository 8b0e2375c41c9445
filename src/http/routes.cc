#include "http/routes.h"

#include <nlohmann/json.hpp>

#include "base/version.h"
#include "http/assets.h"
#include "http/cache_routes.h"
#include "http/inference/inference_routes.h"
#include "http/json_response.h"

namespace redquill::http {
namespace {

Handler File(std::string_view name) {
  return [asset = FindAsset(name)](const Request& request) -> Result<Response> {
    return AssetResponse(asset, request);
  };
}

Result<Response> Health(const Request&) {
  const nlohmann::json json = {{"status", "ok"}, {"version", kVersion}};
  return JsonResponse(json);
}

Result<Response> Problems(const Request&) { return ProblemsPage(); }

/// A route that needs no key.
Route Open(Route route) {
  route.needs = Scope::kOpen;
  return route;
}

Route Needs(Scope scope, Route route) {
  route.needs = scope;
  return route;
}

Route HealthRoute() {
  return Open({"GET", "/healthz", Runs::kHere, {}, "Whether the process lives", Health});
}

Route ReadyRoute(const Backstage& backstage) {
  return Open({"GET",
               "/readyz",
               Runs::kHere,
               {},
               "Whether every model is loaded and warm",
               Ready(backstage)});
}

Route MetricsRoute(const Backstage& backstage) {
  return Needs(Scope::kReadMetrics,
               {"GET", "/metrics", Runs::kHere, {}, "Figures for Prometheus", Metrics(backstage)});
}

}  // namespace

RouteTable Routes(const Backstage& backstage) {
  const Serving& serving = backstage.serving;
  constexpr auto kHere = Runs::kHere;
  constexpr auto kInTurn = Runs::kInTurn;
  constexpr std::string_view kJson = "application/json";
  constexpr std::string_view kForm = "application/x-www-form-urlencoded";
  std::vector<Route> routes = {
      Open({"GET", "/", kHere, {}, "The page", File("index.html")}),
      Open({"GET", "/style.css", kHere, {}, "The page's looks", File("style.css")}),
      Open({"GET", "/app.js", kHere, {}, "The page's behaviour", File("app.js")}),
      Open({"GET", "/icon.svg", kHere, {}, "The page's icon", File("icon.svg")}),
      Open({"GET",
            "/favicon.ico",
            kHere,
            {},
            "The icon where browsers look unasked",
            File("icon.svg")}),
      Open({"GET", "/problems", kHere, {}, "What the codes of refusals mean", Problems}),
      Open({"GET",
            "/openapi.json",
            kHere,
            {},
            "This interface, for programs",
            File("openapi.json")}),
      HealthRoute(),
      ReadyRoute(backstage),
      MetricsRoute(backstage),
      {"GET", "/v1/models", kHere, {}, "The loaded models", ListModels(serving)},
      {"POST", "/v1/score", kInTurn, {kJson}, "Score an essay", {}, Score(serving)},
      {"POST",
       "/evaluate",
       kInTurn,
       {kJson, kForm},
       "Score an essay, for older clients",
       {},
       Evaluate(serving)},
      {"POST",
       "/v1/cache/explain",
       Runs::kOnWorker,
       {kJson},
       "Which tier of the cache would answer, and why",
       ExplainCache(serving)},
      Needs(Scope::kReadMetrics,
            {"GET", "/v1/cache/stats", kHere, {}, "What the cache keeps", CacheStats(serving)}),
      Needs(Scope::kAdmin, {"POST",
                            "/v1/admin/models/{name}",
                            Runs::kOnWorker,
                            {kJson},
                            "Load, unload, promote or roll back a model",
                            ChangeModel(backstage.models)}),
  };
  for (auto& route : InferenceRoutes(serving)) routes.push_back(std::move(route));
  return RouteTable(std::move(routes));
}

RouteTable OperationRoutes(const Backstage& backstage) {
  return RouteTable({HealthRoute(), ReadyRoute(backstage), MetricsRoute(backstage)});
}

}  // namespace redquill::http
