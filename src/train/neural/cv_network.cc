#include "train/neural/cv_network.h"

#include <algorithm>
#include <cmath>

#include "engine/onnx/onnx_engine.h"
#include "train/feature/cv_tasks.h"

namespace redquill::train {
namespace {

using engine::onnx::OnnxEngine;

/// The tasks of one fold: one, or one a prompt. One model serves them all.
using Fold = std::vector<CvTask>;

std::vector<Fold> FoldsOf(const EssaySet& set, std::vector<CvTask> tasks, Protocol protocol) {
  std::vector<Fold> folds;
  int last = 0;
  for (CvTask& task : tasks) {
    // MakeTasks gives each fold's prompts in ascending order.
    const int prompt = set.prompt[task.test.front()];
    if (folds.empty() || protocol != Protocol::kPromptSpecific || prompt <= last) {
      folds.emplace_back();
    }
    folds.back().push_back(std::move(task));
    last = prompt;
  }
  return folds;
}

/// Of each output that counts (the score, then the traits) each test essay's score.
using Scores = std::vector<std::vector<CvScore>>;

CvScore Scored(size_t row, double raw, const scoring::Linear& line, const model::Scale& scale) {
  CvScore score{.row = row, .raw = raw, .calibrated = line(raw)};
  score.score = scoring::ToScale(score.calibrated, scale);
  score.uncalibrated_score = scoring::ToScale(raw, scale);
  return score;
}

Result<Scores> Score(const EssaySet& set, const Fold& fold, const NetworkModel& model,
                     bool within_prompts) {
  auto library = engine::onnx::Library::Load();
  if (!library) return Failure(library.error());
  const auto engine = OnnxEngine::LoadBytes(*library, std::as_bytes(std::span(model.onnx)), {});
  if (!engine) return Failure(engine.error());
  Scores scores(1 + set.traits.size());
  for (const CvTask& task : fold) {
    for (const size_t row : task.test) {
      const auto tokens = model.encode(set.texts[row]);
      engine::Input input;
      input.tokens = tokens;
      const auto output = (*engine)->Run(input, {});
      if (!output) return Failure(output.error());
      const bool by_prompt = within_prompts && output->raw.size() > 1;
      scores[0].push_back(
          Scored(row, output->raw[by_prompt ? static_cast<size_t>(set.prompt[row]) : 0],
                 model.lines.at(within_prompts ? set.prompt[row] : -1), task.scale));
      for (size_t t = 0; t < set.traits.size(); ++t) {
        scores[t + 1].push_back(Scored(row, output->raw[t + 1], model.trait_lines[t], task.scale));
      }
    }
  }
  return scores;
}

/// The rung of a trait: of the essays of which its score is known.
CvRung TraitRung(const EssaySet& set, size_t trait, std::vector<CvScore> scores, double step,
                 const CvOptions& options) {
  EssaySet of_trait;
  of_trait.id = set.id;
  of_trait.score = set.traits[trait].score;
  of_trait.prompt = set.prompt;
  of_trait.prompts = set.prompts;
  std::erase_if(scores, [&](const CvScore& one) { return std::isnan(of_trait.score[one.row]); });
  CvRung rung = MakeRung(set.traits[trait].name, of_trait, std::move(scores), step, options);
  rung.trait = trait;
  return rung;
}

Result<Scores> RunFold(const EssaySet& set, const Fold& fold, int number, int folds, const Fit& fit,
                       const CvNetworkOptions& options) {
  std::vector<size_t> rows;
  for (const CvTask& task : fold) rows.insert(rows.end(), task.learn.begin(), task.learn.end());
  std::sort(rows.begin(), rows.end());
  const bool within_prompts = options.cv.protocol == Protocol::kPromptSpecific;
  const std::string base =
      options.work.empty() ? "" : options.work + "/fold-" + std::to_string(number);
  const auto model = fit(set, rows, within_prompts, options.cv.seed,
                         base.empty() ? "" : base + ".safetensors", options.hooks(number, folds));
  if (!model) return Failure(model.error());
  if (!base.empty()) {
    auto kept = KeepHistory(base, model->history,
                            "Fold " + std::to_string(number) + ": mean squared error");
    if (!kept) return Failure(kept.error());
  }
  return Score(set, fold, *model, within_prompts);
}

}  // namespace

Result<CvReport> CrossValidateNetwork(const std::string& name, const EssaySet& set, const Fit& fit,
                                      const CvNetworkOptions& options) {
  auto tasks = MakeTasks(set, options.cv);
  if (!tasks) return Failure(tasks.error());
  const auto folds = FoldsOf(set, std::move(*tasks), options.cv.protocol);
  Scores scores(1 + set.traits.size());
  double step = 1;
  int task = 0;
  for (size_t f = 0; f < folds.size(); ++f) {
    const int number = static_cast<int>(f);
    if (!options.only.empty() && !options.only.contains(number)) continue;
    auto done = RunFold(set, folds[f], number, static_cast<int>(folds.size()), fit, options);
    if (!done) return Failure(done.error());
    size_t next = 0;
    for (const CvTask& one : folds[f]) {
      step = std::min(step, one.scale.step);
      for (size_t i = 0; i < one.test.size(); ++i, ++next) {
        for (size_t output = 0; output < scores.size(); ++output) {
          (*done)[output][next].task = task;
          scores[output].push_back((*done)[output][next]);
        }
      }
      ++task;
    }
  }
  if (scores.front().empty()) {
    return Fail(Code::kInvalidArgument, "There is no fold of that number; they count from 0.",
                "fold");
  }
  CvReport report;
  for (size_t t = 0; t < set.traits.size(); ++t) {
    report.rungs.push_back(TraitRung(set, t, std::move(scores[t + 1]), step, options.cv));
  }
  const std::string last = set.traits.empty() ? name : name + ", " + set.output;
  report.rungs.push_back(MakeRung(last, set, std::move(scores.front()), step, options.cv));
  return report;
}

}  // namespace redquill::train
