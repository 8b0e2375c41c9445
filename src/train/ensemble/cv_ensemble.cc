#include "train/ensemble/cv_ensemble.h"

#include <algorithm>

#include "train/feature/cv_tasks.h"

namespace redquill::train {
namespace {

std::vector<double> RawOf(std::span<const ScoreTable> members, size_t row) {
  std::vector<double> raw;
  for (const ScoreTable& member : members) raw.push_back(member.essays[row].raw);
  return raw;
}

CvScore Scored(size_t row, int task, double raw, double calibrated, const model::Scale& scale) {
  return {.row = row,
          .task = task,
          .raw = raw,
          .calibrated = calibrated,
          .score = scoring::ToScale(calibrated, scale),
          .uncalibrated_score = scoring::ToScale(raw, scale)};
}

}  // namespace

EssaySet SetOf(const ScoreTable& table) {
  EssaySet set;
  for (const ScoredEssay& essay : table.essays) set.prompts.push_back(essay.prompt);
  std::sort(set.prompts.begin(), set.prompts.end());
  set.prompts.erase(std::unique(set.prompts.begin(), set.prompts.end()), set.prompts.end());
  for (const ScoredEssay& essay : table.essays) {
    const auto prompt = std::lower_bound(set.prompts.begin(), set.prompts.end(), essay.prompt);
    set.text.push_back(static_cast<uint32_t>(set.id.size()));
    set.id.push_back(essay.id);
    set.score.push_back(essay.human);
    set.prompt.push_back(static_cast<int>(prompt - set.prompts.begin()));
    set.extra.push_back(false);
    set.words.push_back(0);
  }
  if (set.prompts.size() == 1 && set.prompts[0].empty()) set.prompts.clear();
  return set;
}

Result<CvReport> CrossValidateEnsemble(const EssaySet& set, std::span<const ScoreTable> members,
                                       const CvOptions& options, std::vector<Blend>* blends) {
  const auto tasks = MakeTasks(set, options);
  if (!tasks) return Failure(tasks.error());
  std::vector<std::vector<CvScore>> alone(members.size());
  std::vector<CvScore> together;
  double step = 1;
  for (size_t t = 0; t < tasks->size(); ++t) {
    const CvTask& task = (*tasks)[t];
    const int number = static_cast<int>(t);
    auto blend = FitBlend(members, task.learn);
    if (!blend) return Failure(blend.error());
    step = std::min(step, task.scale.step);
    for (const size_t row : task.test) {
      for (size_t m = 0; m < members.size(); ++m) {
        const ScoredEssay& essay = members[m].essays[row];
        alone[m].push_back(Scored(row, number, essay.raw, essay.calibrated, task.scale));
      }
      const double raw = blend->Raw(RawOf(members, row));
      together.push_back(Scored(row, number, raw, blend->line(raw), task.scale));
    }
    blends->push_back(*std::move(blend));
  }
  CvReport report;
  for (size_t m = 0; m < members.size(); ++m) {
    report.rungs.push_back(MakeRung(members[m].name, set, std::move(alone[m]), step, options));
  }
  report.rungs.push_back(MakeRung("ensemble", set, std::move(together), step, options));
  return report;
}

}  // namespace redquill::train
