#include "scoring/explain.h"

#include <algorithm>
#include <cmath>

#include "features/features.h"

namespace redquill::scoring {
namespace {

/// Adds an influence. Features that say the same to a teacher ("a short essay" by words and by
/// their logarithm) become one, with the value of the first: the table has the plainest first.
void Add(Influence influence, std::vector<Influence>* influences) {
  for (auto& known : *influences) {
    if (known.words != influence.words) continue;
    known.effect += influence.effect;
    return;
  }
  influences->push_back(std::move(influence));
}

}  // namespace

Result<Explainer> Explainer::For(const model::Manifest& manifest) {
  Explainer explainer;
  const auto medians = manifest.config.find("feature_medians");
  if (medians == manifest.config.end()) return explainer;
  if (!medians->is_array() || medians->size() != features::Table().size()) {
    return Fail(Code::kCorrupt, "manifest.json: config.feature_medians needs one number a feature",
                "config.feature_medians");
  }
  for (const auto& median : *medians) {
    if (!median.is_number()) {
      return Fail(Code::kCorrupt, "manifest.json: config.feature_medians holds no number",
                  "config.feature_medians");
    }
    explainer.medians_.push_back(median.get<float>());
  }
  return explainer;
}

std::vector<Influence> Explainer::Explain(const std::vector<float>& values,
                                          const std::vector<engine::Contribution>& contributions,
                                          double slope) const {
  constexpr double kLeast = 0.01;
  const auto table = features::Table();
  std::vector<Influence> influences;
  double ngrams = 0;
  for (const auto& contribution : contributions) {
    const double effect = contribution.effect * slope;
    if (contribution.feature < 0) {
      ngrams += effect;
      continue;
    }
    const auto i = static_cast<size_t>(contribution.feature);
    if (effect == 0 || i >= table.size() || i >= values.size()) continue;
    const float value = values[i];
    const bool high = i >= medians_.size() || value >= medians_[i];
    Add({std::string(table[i].name), std::string(high ? table[i].high : table[i].low), value,
         std::string(table[i].unit), effect},
        &influences);
  }
  std::erase_if(influences, [](const auto& one) { return std::abs(one.effect) < kLeast; });
  if (std::abs(ngrams) >= kLeast) {
    influences.push_back({"ngrams",
                          ngrams > 0 ? "words and phrases that essays with higher scores use"
                                     : "words and phrases that essays with lower scores use",
                          0, "", ngrams});
  }
  std::sort(influences.begin(), influences.end(), [](const Influence& a, const Influence& b) {
    if (std::abs(a.effect) != std::abs(b.effect)) return std::abs(a.effect) > std::abs(b.effect);
    return a.name < b.name;
  });
  if (influences.size() > kMostInfluences) influences.resize(kMostInfluences);
  return influences;
}

}  // namespace redquill::scoring
