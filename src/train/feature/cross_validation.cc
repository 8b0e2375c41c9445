#include "train/feature/cross_validation.h"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <numeric>

#include "engine/gbdt/topics.h"
#include "engine/open.h"
#include "features/ngrams.h"
#include "metrics/agreement.h"
#include "model/package.h"
#include "train/feature/cv_tasks.h"
#include "train/feature/inner_folds.h"
#include "train/feature/parallel.h"
#include "train/feature/topics_fit.h"

namespace redquill::train {
namespace {

struct Variant {
  std::string name;
  EssaySet own;  ///< Used if it has essays; else the whole set.
  Recipe recipe;
};

std::vector<Variant> Variants(const EssaySet& set, const Recipe& recipe, bool ablation) {
  std::vector<Variant> variants;
  if (ablation) {
    variants.push_back({"length", OnlyFeatureGroup(set, "length"), WithoutNgrams(recipe)});
    variants.push_back({"features", {}, WithoutNgrams(recipe)});
  }
  variants.push_back({"features + n-grams", {}, recipe});
  return variants;
}

model::Manifest BareManifest(const model::Scale& scale) {
  model::Manifest manifest;
  manifest.name = manifest.title = "cross-validation";
  manifest.version = "1";
  manifest.licence = "none";
  manifest.outputs = {{"holistic", scale}};
  return manifest;
}

/// The model as it would be in service.
struct Served {
  std::unique_ptr<const engine::Engine> engine;
  scoring::Calibration calibration;
  std::map<std::string, int> prompts;
};

Result<Served> Serve(const FeatureModel& model, const model::Scale& scale) {
  const auto bytes = PackFeatureModel(model, BareManifest(scale), "");
  if (!bytes) return Failure(bytes.error());
  auto package = model::Package::OpenBytes(std::as_bytes(std::span(*bytes)));
  if (!package) return Failure(package.error());
  auto engine = engine::Open(*package);
  if (!engine) return Failure(engine.error());
  Served served{std::move(*engine), model.calibration, {}};
  for (size_t p = 0; p < model.prompts.size(); ++p) {
    served.prompts[model.prompts[p]] = static_cast<int>(p);
  }
  return served;
}

Result<CvScore> ScoreEssay(const EssaySet& set, const Served& served, const model::Scale& scale,
                           size_t row, bool recognise) {
  std::vector<engine::SparseVector> ngrams;
  for (const Csr& block : set.blocks) ngrams.push_back(block.Copy(row));
  engine::Input input{set.FeaturesOf(row), ngrams, {}, -1};
  if (!set.prompts.empty()) {
    const auto known = served.prompts.find(set.prompts[static_cast<size_t>(set.prompt[row])]);
    if (known != served.prompts.end()) input.prompt = known->second;
  }
  const auto output = served.engine->Run(input, {});
  if (!output) return Failure(output.error());
  CvScore score{.row = row};
  score.raw = output->raw.front();
  const scoring::Linear* line = served.calibration.Find(output->part, "holistic");
  score.calibrated = (*line)(score.raw);
  score.score = scoring::ToScale(score.calibrated, scale);
  score.uncalibrated_score = scoring::ToScale(score.raw, scale);
  if (recognise) {
    input.prompt.reset();
    const auto unnamed = served.engine->Run(input, {});
    if (!unnamed) return Failure(unnamed.error());
    for (const auto& [name, index] : served.prompts) {
      if (unnamed->prompt != index) continue;
      const auto found = std::lower_bound(set.prompts.begin(), set.prompts.end(), name);
      score.recognised = static_cast<int>(found - set.prompts.begin());
    }
  }
  return score;
}

Result<std::vector<CvScore>> RunTask(const EssaySet& set, const Recipe& recipe, const CvTask& task,
                                     uint64_t seed, bool recognise, const StepDone& step) {
  FitOptions fit{.parts = task.parts, .inner = {}, .seed = seed, .threads = 1, .step = step};
  const auto model = FitFeatureModel(set, task.learn, recipe, fit);
  if (!model) return Failure(model.error());
  const auto served = Serve(*model, task.scale);
  if (!served) return Failure(served.error());
  std::vector<CvScore> scores;
  for (const size_t row : task.test) {
    auto score =
        ScoreEssay(set, *served, task.scale, row, recognise && task.parts == Parts::kByPrompt);
    if (!score) return Failure(score.error());
    scores.push_back(*score);
  }
  return scores;
}

/// Whether essays of a prompt that was never seen are taken for one that was.
void RecogniseUnseen(const EssaySet& set, const Recipe& recipe, const CvTask& task,
                     std::vector<CvScore>* scores) {
  const auto table = features::NgramTable();
  const auto block =
      static_cast<size_t>(std::find_if(table.begin(), table.end(),
                                       [](const auto& b) { return b.name == kTopicBlock; }) -
                          table.begin());
  Csr words(set.blocks[block].columns());
  std::vector<int> prompt;
  std::vector<double> score;
  for (const size_t row : task.learn) {
    words.Add(set.blocks[block].Copy(row));
    prompt.push_back(set.prompt[row]);
    score.push_back(set.score[row]);
  }
  Random random(1);
  const auto inner = StratifiedFolds(prompt, score, recipe.inner_folds, &random);
  const engine::gbdt::Topics topics(FitTopics(words, prompt, set.prompts.size(), inner));
  for (CvScore& one : *scores) one.recognised = topics.Recognise(set.blocks[block].Copy(one.row));
}

metrics::Evaluation Evaluate(const EssaySet& set, const std::vector<CvScore>& scores,
                             bool calibrated, double step, uint64_t seed) {
  std::vector<metrics::ScorePair> pairs;
  for (const CvScore& score : scores) {
    metrics::ScorePair pair;
    pair.human = set.score[score.row];
    pair.system = calibrated ? score.score : score.uncalibrated_score;
    pair.raw = calibrated ? score.calibrated : score.raw;
    if (!set.prompts.empty()) pair.prompt = set.prompts[static_cast<size_t>(set.prompt[score.row])];
    pairs.push_back(std::move(pair));
  }
  return metrics::Evaluate(pairs, step, {.resamples = 1000, .level = 0.95, .seed = seed});
}

/// The mean over tasks of the QWK within each.
double MeanOverTasks(const EssaySet& set, const std::vector<CvScore>& scores,
                     std::span<const size_t> essays, double CvScore::*system) {
  std::map<int, std::pair<std::vector<double>, std::vector<double>>> by_task;
  for (const size_t i : essays) {
    auto& [human, machine] = by_task[scores[i].task];
    human.push_back(set.score[scores[i].row]);
    machine.push_back(scores[i].*system);
  }
  double sum = 0;
  for (const auto& [number, pair] : by_task) {
    sum += metrics::QuadraticWeightedKappa(pair.first, pair.second);
  }
  return sum / static_cast<double>(by_task.size());
}

void MeanOfFolds(const EssaySet& set, uint64_t seed, CvRung* rung) {
  std::vector<int> task;
  for (const CvScore& score : rung->scores) task.push_back(score.task);
  std::vector<size_t> all(rung->scores.size());
  std::iota(all.begin(), all.end(), size_t{0});
  rung->mean_of_folds = MeanOverTasks(set, rung->scores, all, &CvScore::score);
  rung->uncalibrated_mean_of_folds =
      MeanOverTasks(set, rung->scores, all, &CvScore::uncalibrated_score);
  rung->mean_of_folds_interval = metrics::BootstrapWithinGroups(
      task,
      [&](std::span<const size_t> essays) {
        return MeanOverTasks(set, rung->scores, essays, &CvScore::score);
      },
      {.resamples = 1000, .level = 0.95, .seed = seed});
}

Recognition CountRecognised(const EssaySet& set, const std::vector<CvScore>& scores) {
  Recognition count;
  for (const CvScore& score : scores) {
    ++count.essays;
    if (!score.recognised) {
      ++count.none;
    } else if (*score.recognised == set.prompt[score.row]) {
      ++count.right;
    } else {
      ++count.wrong;
    }
  }
  return count;
}

Result<CvRung> RunVariant(const EssaySet& whole, const Variant& variant,
                          const std::vector<CvTask>& tasks, bool last, const CvOptions& options) {
  const EssaySet& set = variant.own.size() > 0 ? variant.own : whole;
  std::vector<Result<std::vector<CvScore>>> done(tasks.size());
  ParallelFor(tasks.size(), options.threads, [&](size_t t) {
    done[t] = RunTask(set, variant.recipe, tasks[t], options.seed, last, options.step);
    if (done[t] && last && options.protocol == Protocol::kLeavePromptOut) {
      RecogniseUnseen(set, variant.recipe, tasks[t], &*done[t]);
    }
  });
  std::vector<CvScore> scores;
  double step = 1;
  for (size_t t = 0; t < tasks.size(); ++t) {
    if (!done[t]) return Failure(done[t].error());
    step = std::min(step, tasks[t].scale.step);
    for (CvScore& score : *done[t]) {
      score.task = static_cast<int>(t);
      scores.push_back(score);
    }
  }
  return MakeRung(variant.name, whole, std::move(scores), step, options);
}

}  // namespace

CvRung MakeRung(const std::string& name, const EssaySet& set, std::vector<CvScore> scores,
                double step, const CvOptions& options) {
  CvRung rung{.name = name, .scores = std::move(scores)};
  rung.uncalibrated = Evaluate(set, rung.scores, false, step, options.seed);
  rung.calibrated = Evaluate(set, rung.scores, true, step, options.seed);
  if (options.protocol == Protocol::kPromptSpecific) MeanOfFolds(set, options.seed, &rung);
  return rung;
}

int StepsOf(const EssaySet& set, const Recipe& recipe, const CvOptions& options) {
  const auto tasks = MakeTasks(set, options);
  if (!tasks) return 0;
  int steps = 0;
  for (const CvTask& task : *tasks) steps += StepsOf(task.parts, recipe.inner_folds);
  return steps * (options.ablation ? 3 : 1);
}

Result<CvReport> CrossValidate(const EssaySet& set, const Recipe& recipe,
                               const CvOptions& options) {
  const auto tasks = MakeTasks(set, options);
  if (!tasks) return Failure(tasks.error());
  CvReport report;
  const auto variants = Variants(set, recipe, options.ablation);
  for (const Variant& variant : variants) {
    auto rung = RunVariant(set, variant, *tasks, &variant == &variants.back(), options);
    if (!rung) return Failure(rung.error());
    report.rungs.push_back(std::move(*rung));
  }
  const bool recognised =
      options.protocol == Protocol::kLeavePromptOut ||
      (options.protocol == Protocol::kFolds && tasks->front().parts == Parts::kByPrompt);
  if (recognised) report.recognition = CountRecognised(set, report.rungs.back().scores);
  return report;
}

std::optional<double> MeanRmse(const CvReport& report) {
  if (!report.rungs.front().trait) return {};
  double sum = 0;
  for (const CvRung& rung : report.rungs) sum += rung.uncalibrated.all.rmse_raw;
  return sum / static_cast<double>(report.rungs.size());
}

nlohmann::json ToJson(const CvReport& report) {
  nlohmann::json json = {{"rungs", nlohmann::json::array()}};
  if (const auto rmse = MeanRmse(report)) json["mean_rmse"] = *rmse;
  for (const CvRung& rung : report.rungs) {
    nlohmann::json one = {{"name", rung.name},
                          {"uncalibrated", metrics::ToJson(rung.uncalibrated)},
                          {"calibrated", metrics::ToJson(rung.calibrated)}};
    if (rung.mean_of_folds) {
      one["mean_of_folds"] = {
          {"qwk", *rung.mean_of_folds},
          {"qwk_uncalibrated", *rung.uncalibrated_mean_of_folds},
          {"qwk_interval", {rung.mean_of_folds_interval.low, rung.mean_of_folds_interval.high}}};
    }
    json["rungs"].push_back(std::move(one));
  }
  if (const auto& r = report.recognition) {
    json["recognition"] = {
        {"essays", r->essays}, {"right", r->right}, {"none", r->none}, {"wrong", r->wrong}};
  }
  return json;
}

}  // namespace redquill::train
