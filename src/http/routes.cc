#include "http/routes.h"

#include <nlohmann/json.hpp>

#include "base/version.h"
#include "http/assets.h"

namespace redquill::http {
namespace {

Handler File(std::string_view name) {
  return [asset = FindAsset(name)](const Request& request) -> Result<Response> {
    return AssetResponse(asset, request);
  };
}

Result<Response> Health(const Request&) {
  const nlohmann::json json = {{"status", "ok"}, {"version", kVersion}};
  return Response{200, "application/json", {}, json.dump()};
}

Result<Response> Problems(const Request&) { return ProblemsPage(); }

}  // namespace

RouteTable Routes(const Serving& serving) {
  constexpr auto kHere = Runs::kHere;
  constexpr auto kInTurn = Runs::kInTurn;
  constexpr std::string_view kJson = "application/json";
  constexpr std::string_view kForm = "application/x-www-form-urlencoded";
  return RouteTable({
      {"GET", "/", kHere, {}, "The page", File("index.html")},
      {"GET", "/style.css", kHere, {}, "The page's looks", File("style.css")},
      {"GET", "/app.js", kHere, {}, "The page's behaviour", File("app.js")},
      {"GET", "/icon.svg", kHere, {}, "The page's icon", File("icon.svg")},
      {"GET", "/favicon.ico", kHere, {}, "The icon where browsers look unasked", File("icon.svg")},
      {"GET", "/problems", kHere, {}, "What the codes of refusals mean", Problems},
      {"GET", "/openapi.json", kHere, {}, "This interface, for programs", File("openapi.json")},
      {"GET", "/healthz", kHere, {}, "Whether the process lives", Health},
      {"GET", "/readyz", kHere, {}, "Whether every model is loaded and warm", Ready(serving)},
      {"GET", "/v1/models", kHere, {}, "The loaded models", ListModels(serving)},
      {"POST", "/v1/score", kInTurn, {kJson}, "Score an essay", {}, Score(serving)},
      {"POST",
       "/evaluate",
       kInTurn,
       {kJson, kForm},
       "Score an essay, for older clients",
       {},
       Evaluate(serving)},
  });
}

}  // namespace redquill::http
