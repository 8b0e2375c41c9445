#include "cache/answer_text.h"

#include <nlohmann/json.hpp>

#include "base/json.h"

namespace redquill::cache {
namespace {

using nlohmann::json;

constexpr int kForm = 1;
constexpr JsonLimits kLimits{.bytes = 1 << 20, .depth = 6, .values = 10'000};

json OutputsJson(const scoring::Answer& answer) {
  json outputs = json::array();
  for (const auto& output : answer.outputs) {
    outputs.push_back({output.name, output.score, output.calibrated, output.raw, output.scale.min,
                       output.scale.max, output.scale.step});
  }
  return outputs;
}

json InfluencesJson(const scoring::Answer& answer) {
  json influences = json::array();
  for (const auto& influence : answer.influences) {
    influences.push_back(
        {influence.name, influence.words, influence.value, influence.unit, influence.effect});
  }
  return influences;
}

json MembersJson(const scoring::Answer& answer) {
  json members = json::array();
  for (const auto& member : answer.members) {
    members.push_back({member.name, member.raw, member.weight, member.effect});
  }
  return members;
}

scoring::OutputScore OutputOf(const json& row) {
  return {row.at(0).get<std::string>(),
          row.at(1).get<double>(),
          row.at(2).get<double>(),
          row.at(3).get<double>(),
          {row.at(4).get<double>(), row.at(5).get<double>(), row.at(6).get<double>()}};
}

scoring::Influence InfluenceOf(const json& row) {
  return {row.at(0).get<std::string>(), row.at(1).get<std::string>(), row.at(2).get<double>(),
          row.at(3).get<std::string>(), row.at(4).get<double>()};
}

scoring::MemberShare MemberOf(const json& row) {
  return {row.at(0).get<std::string>(), row.at(1).get<double>(), row.at(2).get<double>(),
          row.at(3).get<double>()};
}

}  // namespace

std::string Written(std::string_view key, const scoring::Answer& answer) {
  const json written = {{"form", kForm},
                        {"key", key},
                        {"model", answer.model},
                        {"outputs", OutputsJson(answer)},
                        {"notes", answer.notes},
                        {"influences", InfluencesJson(answer)},
                        {"members", MembersJson(answer)},
                        {"words", answer.words},
                        {"tokens", {answer.tokens_read, answer.tokens}},
                        {"receipt", scoring::ToJson(answer.receipt)}};
  return written.dump(-1, ' ', false, json::error_handler_t::replace);
}

std::optional<scoring::Answer> ReadAnswer(std::string_view key, std::string_view text) {
  const auto parsed = ParseJson(text, kLimits);
  if (!parsed || !parsed->is_object()) return std::nullopt;
  try {
    if (parsed->at("form") != kForm || parsed->at("key") != key) return std::nullopt;
    scoring::Answer answer;
    answer.model = parsed->at("model").get<std::string>();
    for (const json& row : parsed->at("outputs")) answer.outputs.push_back(OutputOf(row));
    answer.notes = parsed->at("notes").get<std::vector<std::string>>();
    for (const json& row : parsed->at("influences")) answer.influences.push_back(InfluenceOf(row));
    for (const json& row : parsed->at("members")) answer.members.push_back(MemberOf(row));
    answer.words = parsed->at("words").get<int>();
    answer.tokens_read = parsed->at("tokens").at(0).get<int>();
    answer.tokens = parsed->at("tokens").at(1).get<int>();
    auto receipt = scoring::ReceiptFromJson(parsed->at("receipt"));
    if (!receipt || answer.outputs.empty()) return std::nullopt;
    answer.receipt = std::move(*receipt);
    return answer;
  } catch (const json::exception&) {
    return std::nullopt;
  }
}

}  // namespace redquill::cache
