#include "scoring/wire.h"

#include <cmath>
#include <nlohmann/json.hpp>

namespace redquill::scoring {
namespace {

/// A whole number without ".0", anything else as it is.
nlohmann::json Number(double value) {
  if (value == std::floor(value) && std::abs(value) < 1e15) return static_cast<int64_t>(value);
  return value;
}

nlohmann::json InfluencesJson(const Answer& answer) {
  nlohmann::json list = nlohmann::json::array();
  for (const auto& influence : answer.influences) {
    list.push_back({{"name", influence.name},
                    {"words", influence.words},
                    {"value", influence.value},
                    {"unit", influence.unit},
                    {"effect", influence.effect}});
  }
  return list;
}

}  // namespace

nlohmann::json ToJson(const model::Scale& scale) {
  return {{"min", Number(scale.min)}, {"max", Number(scale.max)}, {"step", Number(scale.step)}};
}

nlohmann::json ToJson(const Answer& answer) {
  const OutputScore& first = answer.outputs.front();
  nlohmann::json json = {{"score", Number(first.score)},
                         {"calibrated", first.calibrated},
                         {"raw", first.raw},
                         {"scale", ToJson(first.scale)},
                         {"model", answer.model},
                         {"part", answer.receipt.part},
                         {"prompt", answer.receipt.prompt},
                         {"words", answer.words},
                         {"notes", answer.notes},
                         {"receipt", ToJson(answer.receipt)},
                         {"timings",
                          {{"read_ms", answer.timings.read},
                           {"measure_ms", answer.timings.measure},
                           {"engine_ms", answer.timings.engine},
                           {"total_ms", answer.timings.total}}}};
  if (answer.tokens > 0) {
    json["tokens"] = {{"read", answer.tokens_read}, {"of", answer.tokens}};
  }
  if (answer.outputs.size() > 1) {
    nlohmann::json traits = nlohmann::json::object();
    for (const auto& output : answer.outputs) {
      traits[output.name] = {{"score", Number(output.score)},
                             {"calibrated", output.calibrated},
                             {"raw", output.raw},
                             {"scale", ToJson(output.scale)}};
    }
    json["traits"] = traits;
    json["output"] = first.name;
  }
  for (const auto& member : answer.members) {
    json["members"].push_back({{"name", member.name},
                               {"raw", member.raw},
                               {"weight", member.weight},
                               {"effect", member.effect}});
  }
  if (!answer.influences.empty()) json["influences"] = InfluencesJson(answer);
  return json;
}

nlohmann::json ToJson(const ModelInfo& info) {
  const model::Manifest& manifest = info.manifest;
  return {{"name", manifest.name},
          {"title", manifest.title},
          {"version", manifest.version},
          {"architecture", manifest.architecture},
          {"engine", manifest.engine},
          {"runtime", info.runtime},
          {"scale", ToJson(manifest.scale())},
          {"prompts", manifest.prompts},
          {"max_tokens", manifest.max_tokens},
          {"licence", manifest.licence},
          {"metrics", manifest.metrics},
          {"digest", info.digest},
          {"default", info.is_default},
          {"aliases", info.aliases}};
}

}  // namespace redquill::scoring
