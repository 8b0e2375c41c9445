#include "train/ensemble/known_prompts.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "metrics/agreement.h"
#include "scoring/calibration.h"

namespace redquill::train {
namespace {

model::Scale ScaleOf(const ScoreTable& table) {
  model::Scale scale{table.essays.front().human, table.essays.front().human, 1};
  for (const ScoredEssay& essay : table.essays) {
    scale.min = std::min(scale.min, essay.human);
    scale.max = std::max(scale.max, essay.human);
    if (essay.human != std::floor(essay.human)) scale.step = 0.5;
  }
  return scale;
}

}  // namespace

ScoreTable WithKnownPrompts(const ScoreTable& table) {
  std::map<std::string_view, std::pair<std::vector<double>, std::vector<double>>> by_prompt;
  for (const ScoredEssay& essay : table.essays) {
    auto& [human, system] = by_prompt[essay.prompt];
    human.push_back(essay.human);
    system.push_back(essay.calibrated);
  }
  std::map<std::string_view, scoring::Linear> lines;
  for (const auto& [prompt, pair] : by_prompt) {
    const auto& [human, system] = pair;
    const double spread = metrics::StandardDeviation(system);
    const double slope = spread > 0 ? metrics::StandardDeviation(human) / spread : 0;
    lines[prompt] = {slope, metrics::Mean(human) - slope * metrics::Mean(system)};
  }
  const model::Scale scale = ScaleOf(table);
  ScoreTable known{table.name + ", prompts known", table.essays};
  for (ScoredEssay& essay : known.essays) {
    essay.calibrated = lines.at(essay.prompt)(essay.calibrated);
    essay.score = scoring::ToScale(essay.calibrated, scale);
  }
  return known;
}

}  // namespace redquill::train
