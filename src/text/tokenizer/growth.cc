#include "text/tokenizer/growth.h"

#include <algorithm>
#include <string>

namespace redquill::text {
namespace {

// U+FDFA, three bytes, becomes thirty-three.
constexpr double kGrowthOfForms = 11;

double SizeOf(const nlohmann::json& step, const char* key) {
  return static_cast<double>(step.value(key, "").size());
}

double GrowthOfStep(const nlohmann::json& step, bool* forms) {
  const std::string type = step.value("type", "");
  *forms |= type == "NFC" || type == "NFD" || type == "NFKC" || type == "NFKD" ||
            type == "Lowercase" || type == "BertNormalizer";
  if (type == "ByteLevel") return 2;
  if (type == "Precompiled") return static_cast<double>(kMaxCharsmapEntry) / 3;
  if (type == "Metaspace") return SizeOf(step, "replacement");
  if (type == "Prepend") return SizeOf(step, "prepend") + 1;
  if (type == "Replace") {
    const auto text = step.at("pattern").find("String");
    const double least =
        text == step.at("pattern").end() ? 1 : static_cast<double>(text->get<std::string>().size());
    return std::max(1.0, SizeOf(step, "content") / least);
  }
  return 1;
}

double GrowthOf(const nlohmann::json& part, bool* forms) {
  if (!part.is_object()) return 1;
  double growth = GrowthOfStep(part, forms);
  for (const char* list : {"normalizers", "pretokenizers"}) {
    const auto steps = part.find(list);
    if (steps == part.end() || !steps->is_array()) continue;
    for (const nlohmann::json& step : *steps) growth *= GrowthOf(step, forms);
  }
  return growth;
}

}  // namespace

double LargestGrowth(const nlohmann::json& normalizer, const nlohmann::json& pre_tokenizer) {
  bool forms = false;
  const double steps = GrowthOf(normalizer, &forms) * GrowthOf(pre_tokenizer, &forms);
  return forms ? steps * kGrowthOfForms : steps;
}

}  // namespace redquill::text
