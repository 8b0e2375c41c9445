#include <nlohmann/json.hpp>

#include "base/json.h"
#include "base/nearest.h"
#include "base/quote.h"
#include "http/json_response.h"
#include "http/keeping.h"
#include "http/routes.h"

namespace redquill::http {
namespace {

using nlohmann::json;

/// What an operator asks.
struct Wish {
  std::string action, alias;
  std::optional<double> share;
};

/// Why a version can't be loaded may name files of this machine: only for operators.
json ToJson(const ModelState& state, bool with_reasons) {
  json wire = {{"name", state.name}, {"state", NameOf(state.phase)}};
  if (!state.version.empty()) wire["version"] = state.version;
  if (!state.digest.empty()) wire["digest"] = state.digest;
  if (state.is_default) wire["default"] = true;
  if (state.phase == ModelState::Phase::kCanary) wire["share"] = state.share;
  if (with_reasons && !state.why.empty()) wire["why"] = state.why;
  return wire;
}

json ToJson(const std::vector<ModelState>& states, bool with_reasons) {
  json wire = json::array();
  for (const auto& state : states) wire.push_back(ToJson(state, with_reasons));
  return wire;
}

Result<Wish> ReadWish(const std::string& body) {
  const auto object = ParseJson(body, {.bytes = 4096, .depth = 2, .values = 16});
  if (!object) return Failure(object.error());
  if (!object->is_object()) {
    return Fail(Code::kInvalidArgument,
                R"(The body must be a JSON object such as {"action": "load"}.)");
  }
  Wish wish;
  for (const auto& [name, value] : object->items()) {
    if (name == "action" && value.is_string()) {
      wish.action = value.get<std::string>();
    } else if (name == "alias" && value.is_string()) {
      wish.alias = value.get<std::string>();
    } else if (name == "share" && value.is_number()) {
      wish.share = value.get<double>();
    } else {
      return Fail(Code::kInvalidArgument,
                  "The members are action and alias (texts) and share (a number); " + Quoted(name) +
                      " is none of them or of another type." +
                      DidYouMean(name, {"action", "alias", "share"}),
                  name);
    }
  }
  if (!wish.alias.empty() && wish.alias != "default" && wish.alias != "canary") {
    return Fail(Code::kInvalidArgument, "\"alias\" must be default or canary.", "alias");
  }
  return wish;
}

tl::unexpected<Error> NeedsShare() {
  return Fail(Code::kInvalidArgument,
              "A canary needs \"share\", the part of the requests it takes: 0.1 is a tenth.",
              "share");
}

Result<void> Promote(LiveModels& models, const std::string& name, const Wish& wish) {
  if (wish.alias != "canary") return models.MakeDefault(name);
  if (!wish.share) return NeedsShare();
  return models.Try(name, *wish.share);
}

Result<void> Load(LiveModels& models, const std::string& name, const Wish& wish) {
  if (wish.alias.empty()) return models.Load(name);
  if (wish.alias == "default") {
    auto loaded = models.Load(name);
    return loaded ? models.MakeDefault(name) : loaded;
  }
  if (!wish.share) return NeedsShare();
  return models.LoadCanary(name, *wish.share);
}

Result<void> Fulfil(LiveModels& models, const std::string& name, const Wish& wish) {
  if (wish.share && wish.alias != "canary") {
    return Fail(Code::kInvalidArgument, "Only an alias canary has a \"share\".", "share");
  }
  if (wish.action == "load") return Load(models, name, wish);
  if (wish.action == "promote") return Promote(models, name, wish);
  if (wish.action == "unload") return models.Unload(name);
  if (wish.action == "rollback") {
    if (wish.alias == "canary") return models.EndTrial();
    return wish.alias == "default" ? models.RestoreDefault() : models.RollBack(name);
  }
  return Fail(
      Code::kInvalidArgument,
      "\"action\" must be load, unload, promote or rollback, not " + Quoted(wish.action, 40) + ".",
      "action");
}

}  // namespace

Handler Ready(const Backstage& backstage) {
  return [backstage](const Request&) -> Result<Response> {
    if (backstage.serving.draining()) {
      return Fail(Code::kUnavailable, "The server is stopping.");
    }
    if (!backstage.serving.scorer()) {
      return Fail(Code::kUnavailable, "The models are still loading. Try again in a second.");
    }
    std::vector<ModelState> states;
    if (backstage.models != nullptr) states = backstage.models->states();
    const json wire = {{"status", "ready"}, {"models", ToJson(states, false)}};
    return JsonResponse(wire);
  };
}

Handler Metrics(const Backstage& backstage) {
  return [backstage](const Request&) -> Result<Response> {
    if (backstage.telemetry == nullptr) return Fail(Code::kUnavailable, "Nothing is measured.");
    Telemetry::Moment moment;
    if (backstage.scheduler != nullptr) moment.load = backstage.scheduler->load();
    if (backstage.flights != nullptr) moment.joined = backstage.flights->joined();
    if (auto* keeping = backstage.serving.keeping()) {
      moment.cache = keeping->cache().stats();
      moment.raw = keeping->raw().stats();
      if (keeping->similar() != nullptr) moment.similar = keeping->similar()->stats();
      if (keeping->stored() != nullptr) moment.stored = keeping->stored()->stats();
    }
    if (backstage.models != nullptr) moment.models = backstage.models->states();
    moment.ready = backstage.serving.scorer() != nullptr && !backstage.serving.draining();
    return Response{
        200, "text/plain; version=0.0.4; charset=utf-8", {}, backstage.telemetry->Text(moment)};
  };
}

Handler ChangeModel(LiveModels* models) {
  return [models](const Request& request) -> Result<Response> {
    if (models == nullptr) return Fail(Code::kUnavailable, "The models can't be changed.");
    const auto wish = ReadWish(request.body);
    if (!wish) return Failure(wish.error());
    const auto done = Fulfil(*models, request.parameters.at("name"), *wish);
    if (!done) return Failure(done.error());
    const json wire = {{"models", ToJson(models->states(), true)}};
    return JsonResponse(wire);
  };
}

}  // namespace redquill::http
