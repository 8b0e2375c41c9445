#include "scoring/calibration.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/json.h"

namespace redquill::scoring {

namespace {

Result<Linear> ReadLinear(const nlohmann::json& json, const std::string& where) {
  const auto number = [&](const char* name) {
    const auto found = json.is_object() ? json.find(name) : json.end();
    return json.is_object() && found != json.end() && found->is_number()
               ? found->get<double>()
               : std::numeric_limits<double>::quiet_NaN();
  };
  const Linear value{number("slope"), number("intercept")};
  if (!std::isfinite(value.slope) || !std::isfinite(value.intercept) || value.slope <= 0) {
    return Fail(Code::kCorrupt, "calibration.json: " + where +
                                    " needs a positive slope and an intercept, both finite");
  }
  return value;
}

}  // namespace

Result<Calibration> Calibration::FromJson(std::string_view text) {
  const auto parsed = ParseJson(text);
  if (!parsed) return Fail(Code::kCorrupt, "calibration.json: " + parsed.error().message);
  const auto& json = *parsed;
  if (!json.is_object() || json.value("version", nlohmann::json()) != 1 ||
      !json.contains("parts") || !json["parts"].is_object()) {
    return Fail(Code::kCorrupt, "calibration.json is not a calibration of version 1");
  }
  Calibration calibration;
  for (const auto& [part, outputs] : json["parts"].items()) {
    if (!outputs.is_object()) {
      return Fail(Code::kCorrupt, "calibration.json: part \"" + part + "\" is not an object");
    }
    for (const auto& [output, line] : outputs.items()) {
      const auto linear = ReadLinear(line, "part \"" + part + "\", output \"" + output + "\"");
      if (!linear) return Failure(linear.error());
      calibration.Set(part, output, *linear);
    }
  }
  return calibration;
}

std::string Calibration::ToJson() const {
  nlohmann::json parts = nlohmann::json::object();
  for (const auto& [part, outputs] : parts_) {
    for (const auto& [output, linear] : outputs) {
      parts[part][output] = {{"slope", linear.slope}, {"intercept", linear.intercept}};
    }
  }
  return nlohmann::json{{"version", 1}, {"parts", parts}}.dump(1) + "\n";
}

const Linear* Calibration::Find(const std::string& part, const std::string& output) const {
  const auto outputs = parts_.find(part);
  if (outputs == parts_.end()) return nullptr;
  const auto found = outputs->second.find(output);
  return found == outputs->second.end() ? nullptr : &found->second;
}

double ToScale(double calibrated, const model::Scale& scale) {
  const double clamped = std::clamp(calibrated, scale.min, scale.max);
  const double steps = std::floor((clamped - scale.min) / scale.step + 0.5);
  return std::min(scale.min + steps * scale.step, scale.max);
}

}  // namespace redquill::scoring
