#include "scoring/receipt.h"

#include <cmath>
#include <nlohmann/json.hpp>

namespace redquill::scoring {
namespace {

struct TextMember {
  const char* name;
  std::string Receipt::*member;
  bool required;
  bool disproves;
};

constexpr TextMember kTexts[] = {
    {"package_digest", &Receipt::package_digest, true, true},
    {"model", &Receipt::model, true, true},
    {"text_sha256", &Receipt::text_sha256, true, true},
    {"prompt", &Receipt::prompt, false, true},
    {"recognised", &Receipt::recognised, false, true},
    {"part", &Receipt::part, false, true},
    {"program_version", &Receipt::program_version, true, false},
    {"instruction_set", &Receipt::instruction_set, true, false},
    {"runtime", &Receipt::runtime, true, false},
};

struct NumberMember {
  const char* name;
  double Receipt::*member;
};

constexpr NumberMember kNumbers[] = {
    {"raw", &Receipt::raw},
    {"calibrated", &Receipt::calibrated},
    {"score", &Receipt::score},
};

struct CountMember {
  const char* name;
  uint64_t Receipt::*member;
};

// Only in receipts of models that read tokens.
constexpr CountMember kCounts[] = {
    {"tokens_read", &Receipt::tokens_read},
    {"tokens", &Receipt::tokens},
};

}  // namespace

nlohmann::json ToJson(const Receipt& receipt) {
  nlohmann::json json;
  for (const auto& text : kTexts) json[text.name] = receipt.*text.member;
  for (const auto& number : kNumbers) json[number.name] = receipt.*number.member;
  for (const auto& count : kCounts) {
    if (receipt.*count.member > 0) json[count.name] = receipt.*count.member;
  }
  return json;
}

Result<Receipt> ReceiptFromJson(const nlohmann::json& json) {
  if (!json.is_object()) {
    return Fail(Code::kInvalidArgument,
                "The receipt is not a JSON object. Give the receipt as the answer held it.");
  }
  if (const auto inner = json.find("receipt"); inner != json.end()) return ReceiptFromJson(*inner);
  Receipt receipt;
  for (const auto& text : kTexts) {
    const auto found = json.find(text.name);
    if (found == json.end() && !text.required) continue;
    if (found == json.end() || !found->is_string()) {
      return Fail(Code::kInvalidArgument,
                  std::string("The receipt has no text \"") + text.name +
                      "\". Give the receipt whole, as the answer held it.",
                  text.name);
    }
    receipt.*text.member = found->get<std::string>();
  }
  for (const auto& number : kNumbers) {
    const auto found = json.find(number.name);
    if (found == json.end() || !found->is_number()) {
      return Fail(Code::kInvalidArgument,
                  std::string("The receipt has no number \"") + number.name +
                      "\". Give the receipt whole, as the answer held it.",
                  number.name);
    }
    receipt.*number.member = found->get<double>();
  }
  for (const auto& count : kCounts) {
    const auto found = json.find(count.name);
    if (found == json.end()) continue;
    if (!found->is_number_unsigned()) {
      return Fail(Code::kInvalidArgument,
                  std::string("The receipt's \"") + count.name +
                      "\" is no count. Give the receipt whole, as the answer held it.",
                  count.name);
    }
    receipt.*count.member = found->get<uint64_t>();
  }
  return receipt;
}

std::vector<Difference> Compare(const Receipt& claimed, const Receipt& repeated) {
  std::vector<Difference> differences;
  for (const auto& text : kTexts) {
    if (claimed.*text.member != repeated.*text.member) {
      differences.push_back(
          {text.name, claimed.*text.member, repeated.*text.member, text.disproves});
    }
  }
  for (const auto& number : kNumbers) {
    if (claimed.*number.member != repeated.*number.member) {
      differences.push_back({number.name, nlohmann::json(claimed.*number.member).dump(),
                             nlohmann::json(repeated.*number.member).dump(), true});
    }
  }
  for (const auto& count : kCounts) {
    if (claimed.*count.member != repeated.*count.member) {
      differences.push_back({count.name, std::to_string(claimed.*count.member),
                             std::to_string(repeated.*count.member), true});
    }
  }
  return differences;
}

}  // namespace redquill::scoring
