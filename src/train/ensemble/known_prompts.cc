#include "train/ensemble/known_prompts.h"

#include <map>
#include <numeric>

#include "train/ensemble/cv_ensemble.h"
#include "train/feature/calibration_line.h"
#include "train/feature/cv_tasks.h"

namespace redquill::train {

ScoreTable WithKnownPrompts(const ScoreTable& table) {
  std::map<std::string_view, std::pair<std::vector<double>, std::vector<double>>> by_prompt;
  for (const ScoredEssay& essay : table.essays) {
    auto& [human, system] = by_prompt[essay.prompt];
    human.push_back(essay.human);
    system.push_back(essay.calibrated);
  }
  std::map<std::string_view, scoring::Linear> lines;
  for (const auto& [prompt, pair] : by_prompt) {
    lines[prompt] = LineOf(pair.second, pair.first);
  }
  std::vector<size_t> all(table.essays.size());
  std::iota(all.begin(), all.end(), size_t{0});
  const model::Scale scale = ScaleOf(SetOf(table), all);
  ScoreTable known{table.name + ", prompts known", table.essays};
  for (ScoredEssay& essay : known.essays) {
    essay.calibrated = lines.at(essay.prompt)(essay.calibrated);
    essay.score = scoring::ToScale(essay.calibrated, scale);
  }
  return known;
}

}  // namespace redquill::train
