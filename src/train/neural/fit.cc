#include "train/neural/fit.h"

#include <ATen/Parallel.h>
#include <dlfcn.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "metrics/agreement.h"
#include "model/package_writer.h"
#include "train/feature/calibration_line.h"
#include "train/feature/inner_folds.h"

namespace redquill::train {
namespace {

constexpr size_t kFewestEssays = 50, kMostToFitHead = 500;
constexpr ptrdiff_t kFewestValidated = 2;

Result<std::map<int, ScoreGroup>> Groups(const EssaySet& set, std::span<const size_t> rows,
                                         bool within_prompts) {
  std::map<int, std::vector<double>> scores;
  for (const size_t row : rows)
    scores[within_prompts ? set.prompt[row] : -1].push_back(set.score[row]);
  std::map<int, ScoreGroup> groups;
  for (const auto& [group, values] : scores) {
    const ScoreGroup g{metrics::Mean(values), metrics::StandardDeviation(values)};
    if (!(g.spread > 0)) {
      return Fail(Code::kInvalidArgument,
                  "All essays to learn from" +
                      (group < 0 ? std::string()
                                 : " on prompt " + set.prompts[static_cast<size_t>(group)]) +
                      " have one score; there is nothing to learn.",
                  "score");
    }
    groups[group] = g;
  }
  return groups;
}

// Of a trait's scores, where they are known.
Result<ScoreGroup> TraitGroup(const TraitScores& trait, std::span<const size_t> rows) {
  std::vector<double> known;
  for (const size_t row : rows) {
    if (!std::isnan(trait.score[row])) known.push_back(trait.score[row]);
  }
  const ScoreGroup group{metrics::Mean(known), metrics::StandardDeviation(known)};
  if (known.size() >= kFewestEssays && group.spread > 0) return group;
  return Fail(Code::kInvalidArgument,
              known.size() < kFewestEssays
                  ? std::to_string(known.size()) + " essays to learn from have a score for " +
                        trait.name + "; at least " + std::to_string(kFewestEssays) + " are needed."
                  : "All essays to learn from have one score for " + trait.name +
                        "; there is nothing to learn.",
              "traits");
}

// (1 - w)(y - h)^2 + w (y - t)^2 is (y - ((1 - w) h + w t))^2 and a constant: the mixed loss of
// distillation (Hinton, Vinyals and Dean 2015) is the error to the mixed score.
double Mixed(double human, double teacher, double weight) {
  return std::isnan(teacher) ? human : (1 - weight) * human + weight * teacher;
}

std::vector<Example> Examples(const EssaySet& set, const FitParts& parts,
                              const std::vector<size_t>& rows, const std::vector<double>& scores,
                              const std::vector<std::vector<float>>& others,
                              const std::function<Reading(size_t row)>& read) {
  std::vector<Example> examples;
  for (const size_t row : rows) {
    const int group = parts.within_prompts() ? set.prompt[row] : -1;
    const ScoreGroup& g = parts.groups.at(group);
    const Reading reading = read(row);
    examples.push_back({reading.tokens, static_cast<float>((scores[row] - g.mean) / g.spread),
                        reading.frozen, std::max(0, group), others[row]});
  }
  return examples;
}

// The standardised scores of all traits, by row.
std::vector<std::vector<float>> Others(const EssaySet& set, const FitParts& parts) {
  std::vector<std::vector<float>> others(set.size());
  for (size_t t = 0; t < parts.traits.size(); ++t) {
    const ScoreGroup& g = parts.traits[t];
    for (size_t row = 0; row < set.size(); ++row) {
      others[row].push_back(static_cast<float>((set.traits[t].score[row] - g.mean) / g.spread));
    }
  }
  return others;
}

// The recipe's loss, of scores less a mean over a spread.
ScoreLoss LossOf(const LoopRecipe& recipe, std::vector<float> levels, const ScoreGroup& g) {
  for (float& level : levels) level = static_cast<float>((level - g.mean) / g.spread);
  return {recipe.loss, recipe.huber, std::move(levels)};
}

// The head's values become scores: the spread and mean of the training scores go into its weights.
// A head of one row for prompts on different scales stays as it is.
void FoldIn(const FitParts& parts, Parameters* parameters) {
  const at::NoGradGuard no_grad;
  at::Tensor &weight = parameters->at("head.weight"), &bias = parameters->at("head.bias");
  if (parts.within_prompts() && weight.size(0) == 1) return;
  const auto fold = [&](int64_t row, const ScoreGroup& group) {
    weight.select(0, row).mul_(group.spread);
    bias.select(0, row).mul_(group.spread).add_(group.mean);
  };
  for (const auto& [prompt, group] : parts.groups) fold(std::max(0, prompt), group);
  int64_t row = 0;
  for (const ScoreGroup& trait : parts.traits) fold(++row, trait);
}

// A head that learned other scores gives these a line of them: that of least squares on some of the
// essays. One whose values fall as the scores rise, or tell nothing, starts from the mean.
void FitHead(Network* network, const std::vector<Example>& learn, size_t batch_tokens) {
  std::vector<Example> some;
  const size_t step = learn.size() / kMostToFitHead + 1;
  for (size_t i = 0; i < learn.size(); i += step) some.push_back(learn[i]);
  const auto all = PredictAll(network, some, batch_tokens, {});
  const at::NoGradGuard no_grad;
  at::Tensor weight = network->parameters().at("head.weight");
  at::Tensor bias = network->parameters().at("head.bias");
  for (size_t output = 0; output < all.front().size(); ++output) {
    std::vector<double> targets;
    for (const Example& essay : some) {
      targets.push_back(output == 0 ? essay.target : essay.others[output - 1]);
    }
    const auto [values, wanted] = Scored(all, output, targets);
    const double r = metrics::Pearson(wanted, values);
    const double slope =
        r > 0 ? r * metrics::StandardDeviation(wanted) / metrics::StandardDeviation(values) : 0;
    const auto row = static_cast<int64_t>(output);
    weight.select(0, row).mul_(slope);
    bias.select(0, row).mul_(slope).add_(metrics::Mean(wanted) - slope * metrics::Mean(values));
  }
}

// A trait's line, of the essays of which its score is known.
scoring::Linear TraitLine(const std::vector<std::vector<double>>& values, size_t output,
                          const std::vector<double>& scores, std::span<const size_t> rows) {
  std::vector<double> of_rows;
  for (const size_t row : rows) of_rows.push_back(scores[row]);
  const auto [raw, human] = Scored(values, output, of_rows);
  return LineOf(raw, human);
}

std::map<int, scoring::Linear> Lines(const EssaySet& set, const FitParts& parts,
                                     const std::vector<std::vector<double>>& values) {
  std::map<int, std::pair<std::vector<double>, std::vector<double>>> by_group;
  for (size_t i = 0; i < values.size(); ++i) {
    const size_t row = parts.validation[i];
    const int group = parts.within_prompts() ? set.prompt[row] : -1;
    auto& [raw, human] = by_group[group];
    raw.push_back(values[i][values[i].size() > 1 ? static_cast<size_t>(std::max(0, group)) : 0]);
    human.push_back(set.score[row]);
  }
  std::map<int, scoring::Linear> lines;
  for (const auto& [group, pair] : by_group) {
    lines[group] = LineOf(pair.first, pair.second);
  }
  return lines;
}

Result<void> SetLoss(const EssaySet& set, const FitParts& parts, const LoopRecipe& recipe,
                     TrainOptions* options, NetworkModel* model) {
  if (recipe.loss != LossKind::kOrdinal) {
    options->loss = model->loss = {recipe.loss, recipe.huber, {}};
    return {};
  }
  if (!parts.traits.empty()) {
    return Fail(Code::kUnsupported,
                "An ordinal loss is of one score; leave out --traits, or choose squared or huber.",
                "loss");
  }
  if (parts.within_prompts()) {
    return Fail(Code::kUnsupported,
                "An ordinal loss needs one scale for all prompts; leave out --prompt-scales.",
                "loss");
  }
  const auto levels = LevelsOf(set, parts.learn);
  options->loss = LossOf(recipe, levels, parts.groups.at(-1));
  model->loss = {recipe.loss, recipe.huber, levels};
  return {};
}

}  // namespace

TrainOptions LoopOptions(const LoopRecipe& recipe, uint64_t seed, const std::string& checkpoint) {
  TrainOptions options;
  options.epochs = recipe.epochs;
  options.patience = recipe.patience;
  options.learning_rate = recipe.learning_rate;
  options.weight_decay = recipe.weight_decay;
  options.warm_up = recipe.warm_up;
  options.average = recipe.average;
  options.batch_tokens = recipe.batch_tokens;
  options.deletion = recipe.deletion;
  options.seed = seed;
  options.checkpoint = checkpoint;
  return options;
}

void UseThreads(int threads) {
  at::set_num_threads(threads);
  // OpenBLAS, which Debian's LibTorch multiplies by, does not ask LibTorch: it takes every
  // processor it may run on, and how many those are changes the last bits.
  using SetThreads = void (*)(int);
  const auto set = reinterpret_cast<SetThreads>(::dlsym(RTLD_DEFAULT, "openblas_set_num_threads"));
  if (set != nullptr) set(threads);
}

std::vector<float> LevelsOf(const EssaySet& set, std::span<const size_t> rows) {
  std::set<float> levels;
  for (const size_t row : rows) levels.insert(static_cast<float>(set.score[row]));
  return {levels.begin(), levels.end()};
}

Result<FitParts> MakeParts(const EssaySet& set, std::span<const size_t> rows, bool within_prompts,
                           int validation_share, uint64_t seed) {
  if (rows.size() < kFewestEssays) {
    return Fail(Code::kInvalidArgument, "There are " + std::to_string(rows.size()) +
                                            " essays to learn from; at least " +
                                            std::to_string(kFewestEssays) + " are needed.");
  }
  if (within_prompts && !set.traits.empty()) {
    return Fail(Code::kUnsupported,
                "Traits need one scale for all prompts; leave out --prompt-scales or --traits.",
                "traits");
  }
  auto groups = Groups(set, rows, within_prompts);
  if (!groups) return Failure(groups.error());
  std::vector<ScoreGroup> traits;
  for (const TraitScores& trait : set.traits) {
    const auto group = TraitGroup(trait, rows);
    if (!group) return Failure(group.error());
    traits.push_back(*group);
  }
  std::vector<int> prompt;
  std::vector<double> score;
  for (const size_t row : rows) {
    prompt.push_back(set.prompt[row]);
    score.push_back(set.score[row]);
  }
  const bool all_extra =
      std::all_of(rows.begin(), rows.end(), [&](size_t row) { return set.extra[row]; });
  Random random(seed);
  const auto fold = StratifiedFolds(prompt, score, validation_share, &random);
  FitParts parts{.groups = std::move(*groups), .traits = std::move(traits)};
  for (size_t i = 0; i < rows.size(); ++i) {
    const bool validates = fold[i] == 0 && (all_extra || !set.extra[rows[i]]);
    (validates ? parts.validation : parts.learn).push_back(rows[i]);
  }
  for (const TraitScores& trait : set.traits) {
    const auto known = std::count_if(parts.validation.begin(), parts.validation.end(),
                                     [&](size_t row) { return !std::isnan(trait.score[row]); });
    if (known >= kFewestValidated) continue;
    return Fail(Code::kInvalidArgument,
                "Of the essays that validate, " + std::to_string(known) + " have a score for " +
                    trait.name + "; more essays have to be scored for it.",
                "traits");
  }
  return parts;
}

Result<void> FitNetwork(Network* network, const EssaySet& set, const FitParts& parts,
                        const std::function<Reading(size_t row)>& read, const LoopRecipe& recipe,
                        uint64_t seed, const std::string& checkpoint, const FitHooks& hooks,
                        NetworkModel* model, Parameters* standardised) {
  std::vector<double> mixed = set.score;
  for (size_t row = 0; row < recipe.teacher.size(); ++row) {
    mixed[row] = Mixed(set.score[row], recipe.teacher[row], recipe.teacher_weight);
  }
  const auto others = Others(set, parts);
  const auto learn = Examples(set, parts, parts.learn, mixed, others, read);
  const auto validation = Examples(set, parts, parts.validation, set.score, others, read);
  TrainOptions options = LoopOptions(recipe, seed, checkpoint);
  if (auto set_up = SetLoss(set, parts, recipe, &options, model); !set_up) return set_up;
  if (network->head_learned() && recipe.loss != LossKind::kOrdinal) {
    FitHead(network, learn, recipe.batch_tokens);
  }
  size_t done = 0, all = 0;
  for (const Example& essay : learn) all += essay.tokens.size();
  all *= static_cast<size_t>(recipe.epochs);
  options.learned = [&](size_t tokens) { hooks.tokens(done += tokens, all); };
  options.epoch_done = hooks.epoch;
  auto history = Train(network, learn, validation, options);
  if (!history) return Failure(history.error());
  model->history = std::move(*history);
  if (standardised != nullptr) *standardised = Copy(network->parameters());
  // An ordinal head's levels become scores, not its numbers.
  if (recipe.loss != LossKind::kOrdinal) FoldIn(parts, &network->parameters());
  model->learned = learn.size();
  model->validated = validation.size();
  const auto values = PredictAll(network, validation, recipe.batch_tokens, model->loss);
  model->lines = Lines(set, parts, values);
  for (size_t t = 0; t < parts.traits.size(); ++t) {
    model->trait_lines.push_back(TraitLine(values, t + 1, set.traits[t].score, parts.validation));
  }
  return {};
}

Result<void> Export(const TrainedNetwork& trained, const EssaySet& set, const FitParts& parts,
                    const std::function<Reading(size_t row)>& read, const LoopRecipe& recipe,
                    const FitHooks& hooks, NetworkModel* model) {
  Result<model::onnx::WrittenModel> written;
  model->precision = recipe.precision;
  if (recipe.check_export && !parts.within_prompts()) {
    CheckedEssays essays{.scale = *recipe.check_export};
    for (const size_t row : parts.validation) {
      essays.tokens.push_back(read(row).tokens);
      essays.human.push_back(set.score[row]);
    }
    for (const TraitScores& trait : set.traits) {
      auto& human = essays.traits.emplace_back();
      for (const size_t row : parts.validation) human.push_back(trait.score[row]);
    }
    written =
        WriteChecked(trained, recipe.precision, essays, hooks.checked, &model->check.emplace());
    model->precision = model->check->kept;
    model->lines[-1] = model->check->line;
    model->trait_lines = model->check->trait_lines;
  } else {
    written = trained.write(recipe.precision);
  }
  if (!written) return Failure(written.error());
  model->onnx = std::move(written->onnx);
  model->parameters = written->parameters;
  return {};
}

Result<std::string> PackNetwork(const NetworkModel& model, model::Manifest manifest,
                                const std::string& card) {
  manifest.architecture = model.architecture;
  manifest.engine = "onnx";
  manifest.max_tokens = model.max_tokens;
  manifest.config["precision"] = NameOf(model.precision);
  scoring::Calibration calibration;
  for (size_t i = 0; i < manifest.outputs.size(); ++i) {
    calibration.Set("", manifest.outputs[i].name,
                    i == 0 ? model.lines.at(-1) : model.trait_lines.at(i - 1));
  }
  const std::string line = calibration.ToJson();
  std::vector<model::PackageFile> files = {
      {"model.onnx", model.onnx, model::Storage::kStored},
      {"tokenizer.json", model.tokenizer, model::Storage::kDeflated},
      {std::string(model::kCalibrationFile), line, model::Storage::kDeflated}};
  if (!card.empty()) {
    files.push_back({std::string(model::kModelCardFile), card, model::Storage::kDeflated});
  }
  return model::WritePackageBytes(std::move(manifest), std::move(files));
}

}  // namespace redquill::train
