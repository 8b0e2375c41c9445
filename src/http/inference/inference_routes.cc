#include "http/inference/inference_routes.h"

#include <charconv>
#include <nlohmann/json.hpp>

#include "base/quote.h"
#include "base/version.h"
#include "http/inference/infer_body.h"
#include "http/inference/tensors.h"
#include "http/json_response.h"
#include "http/score_routes.h"

namespace redquill::http {
namespace {

using nlohmann::json;

std::string Parameter(const Request& request, const char* name) {
  const auto found = request.parameters.find(name);
  return found == request.parameters.end() ? "" : found->second;
}

/// The model of the path, in the version of the path if one stands there.
Result<std::shared_ptr<const Served>> ModelOf(const Serving& serving, const Request& request) {
  auto scorer = LoadedScorer(serving);
  if (!scorer) return Failure(scorer.error());
  scoring::Request wanted;
  const std::string name = Parameter(request, "model"), version = Parameter(request, "version");
  wanted.model = name;
  auto model = (*scorer)->find(wanted);
  if (!model) return model;
  const std::string& own = (*model)->info.manifest.version;
  if (version.empty() || version == own) return model;
  return Fail(
      Code::kNotFound,
      "The model " + Quoted(name) + " has no version " + Quoted(version) + ", only " + own + ".",
      "version");
}

json Described(const char* name, const char* datatype, std::vector<int64_t> shape) {
  return {{"name", name}, {"datatype", datatype}, {"shape", std::move(shape)}};
}

json Metadata(const scoring::ModelInfo& info) {
  const auto outputs = static_cast<int64_t>(info.manifest.outputs.size());
  json names = json::array();
  for (const auto& output : info.manifest.outputs) names.push_back(output.name);
  return {{"name", info.manifest.name},
          {"versions", {info.manifest.version}},
          {"platform", "redquill_" + info.manifest.engine},
          {"inputs", {Described("essay", "BYTES", {1}), Described("prompt", "BYTES", {1})}},
          {"outputs",
           {Described("score", "FP64", {1, outputs}), Described("calibrated", "FP64", {1, outputs}),
            Described("raw", "FP64", {1, outputs}), Described("answer", "BYTES", {1})}},
          {"parameters", {{"optional_inputs", {"prompt"}}, {"scores", names}}}};
}

Result<std::optional<size_t>> JsonBytes(const Request& request) {
  constexpr std::string_view kName = "Inference-Header-Content-Length";
  const auto text = Find(request.headers, kName);
  if (text.empty()) return std::nullopt;
  size_t bytes = 0;
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), bytes);
  if (failed == std::errc() && end == text.data() + text.size()) return bytes;
  return Fail(Code::kInvalidArgument,
              std::string(kName) + " must be a number of bytes, not " + Quoted(text, 40) + ".",
              std::string(kName));
}

/// `whole` is the answer as POST /v1/score gives it.
std::vector<Tensor> TensorsOf(const scoring::Answer& answer, std::string whole) {
  std::vector<double> score, calibrated, raw;
  for (const auto& output : answer.outputs) {
    score.push_back(output.score);
    calibrated.push_back(output.calibrated);
    raw.push_back(output.raw);
  }
  return {{"score", std::move(score)},
          {"calibrated", std::move(calibrated)},
          {"raw", std::move(raw)},
          {"answer", std::move(whole)}};
}

Plan Infer(const Serving& serving) {
  return [&serving](const Request& request) -> Result<Errand> {
    auto model = ModelOf(serving, request);
    if (!model) return Failure(model.error());
    const auto json_bytes = JsonBytes(request);
    if (!json_bytes) return Failure(json_bytes.error());
    auto read = ReadInferBody(request.body, *json_bytes);
    if (!read) return Failure(read.error());
    ScoreBody wanted;
    wanted.essay = std::move(read->essay);
    wanted.model = Parameter(request, "model");
    wanted.prompt = std::move(read->prompt);
    auto errand = ErrandFor(serving, std::move(wanted), request);
    if (!errand) return errand;
    json heading = {{"model_name", (*model)->info.manifest.name},
                    {"model_version", (*model)->info.manifest.version}};
    if (!read->id.empty()) heading["id"] = read->id;
    errand->present = [body = std::move(*read), heading, whole = errand->present](
                          const Scored& scored, double queued_ms) -> Result<Response> {
      auto answer = whole(scored, queued_ms);
      if (!answer) return answer;
      return InferResponse(TensorsOf(scored->answer, std::move(answer->body)), body, heading);
    };
    return errand;
  };
}

Handler ServerLives() {
  return [](const Request&) -> Result<Response> { return JsonResponse({{"live", true}}); };
}

Handler ServerIsReady(const Serving& serving) {
  return [&serving](const Request&) -> Result<Response> {
    auto scorer = LoadedScorer(serving);
    if (!scorer) return Failure(scorer.error());
    return JsonResponse({{"ready", true}});
  };
}

Handler ServerMetadata() {
  return [](const Request&) -> Result<Response> {
    return JsonResponse(
        {{"name", "redquill"}, {"version", kVersion}, {"extensions", {"binary_tensor_data"}}});
  };
}

Handler ModelMetadata(const Serving& serving) {
  return [&serving](const Request& request) -> Result<Response> {
    auto model = ModelOf(serving, request);
    if (!model) return Failure(model.error());
    return JsonResponse(Metadata((*model)->info));
  };
}

Handler ModelIsReady(const Serving& serving) {
  return [&serving](const Request& request) -> Result<Response> {
    auto model = ModelOf(serving, request);
    if (!model) return Failure(model.error());
    return JsonResponse({{"name", (*model)->info.manifest.name}, {"ready", true}});
  };
}

}  // namespace

std::vector<Route> InferenceRoutes(const Serving& serving) {
  constexpr auto kHere = Runs::kHere;
  constexpr auto kInTurn = Runs::kInTurn;
  // Triton's own client says no type.
  const std::vector<std::string_view> bodies = {"application/json", "application/octet-stream", ""};
  const std::string_view metadata = "A model's inputs and outputs (Open Inference Protocol)";
  const std::string_view ready = "Whether a model is ready (Open Inference Protocol)";
  const std::string_view infer = "Score an essay (Open Inference Protocol)";
  std::vector<Route> routes = {
      {"GET", "/v2", kHere, {}, "This server (Open Inference Protocol)", ServerMetadata()},
      {"GET",
       "/v2/health/live",
       kHere,
       {},
       "Whether the process lives (Open Inference Protocol)",
       ServerLives()},
      {"GET",
       "/v2/health/ready",
       kHere,
       {},
       "Whether every model is loaded and warm (Open Inference Protocol)",
       ServerIsReady(serving)},
      {"GET", "/v2/models/{model}", kHere, {}, metadata, ModelMetadata(serving)},
      {"GET", "/v2/models/{model}/ready", kHere, {}, ready, ModelIsReady(serving)},
      {"POST", "/v2/models/{model}/infer", kInTurn, bodies, infer, {}, Infer(serving)},
      {"GET", "/v2/models/{model}/versions/{version}", kHere, {}, metadata, ModelMetadata(serving)},
      {"GET",
       "/v2/models/{model}/versions/{version}/ready",
       kHere,
       {},
       ready,
       ModelIsReady(serving)},
      {"POST",
       "/v2/models/{model}/versions/{version}/infer",
       kInTurn,
       bodies,
       infer,
       {},
       Infer(serving)},
  };
  for (size_t i = 0; i < 3; ++i) routes[i].needs = Scope::kOpen;  // Metadata and health.
  return routes;
}

}  // namespace redquill::http
