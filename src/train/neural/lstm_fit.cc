#include "train/neural/lstm_fit.h"

#include <ATen/Parallel.h>

#include <algorithm>

#include "metrics/agreement.h"
#include "model/package_writer.h"
#include "train/feature/inner_folds.h"
#include "train/neural/lstm_network.h"
#include "train/neural/trainer.h"

namespace redquill::train {
namespace {

constexpr size_t kFewestEssays = 50;

/// Scores of one prompt, or of all.
struct Group {
  double mean = 0, spread = 0;
};

Result<std::map<int, Group>> Groups(const EssaySet& set, std::span<const size_t> rows,
                                    bool within_prompts) {
  std::map<int, std::vector<double>> scores;
  for (const size_t row : rows)
    scores[within_prompts ? set.prompt[row] : -1].push_back(set.score[row]);
  std::map<int, Group> groups;
  for (const auto& [group, values] : scores) {
    const Group g{metrics::Mean(values), metrics::StandardDeviation(values)};
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

/// The essays of one part, as a network reads them.
struct Part {
  std::vector<size_t> rows;
  std::vector<std::vector<int32_t>> tokens;
  std::vector<Example> examples;
};

Part Encode(const EssaySet& set, std::vector<size_t> rows, const Vocabulary& vocabulary,
            size_t max_tokens, const std::map<int, Group>& groups) {
  Part part{std::move(rows), {}, {}};
  for (const size_t row : part.rows) {
    part.tokens.push_back(vocabulary.Encode(set.texts[row], max_tokens));
  }
  for (size_t i = 0; i < part.rows.size(); ++i) {
    const size_t row = part.rows[i];
    const auto own = groups.find(set.prompt[row]);
    const Group& g = own == groups.end() ? groups.at(-1) : own->second;
    part.examples.push_back({part.tokens[i],
                             static_cast<float>((set.score[row] - g.mean) / g.spread),
                             own == groups.end() ? 0 : set.prompt[row]});
  }
  return part;
}

/// The head's values become scores: the spread and mean of the training scores go into its weights.
void FoldIn(const std::map<int, Group>& groups, Parameters* parameters) {
  const at::NoGradGuard no_grad;
  for (const auto& [prompt, group] : groups) {
    const int64_t row = std::max(0, prompt);
    parameters->at("head.weight").select(0, row).mul_(group.spread);
    parameters->at("head.bias").select(0, row).mul_(group.spread).add_(group.mean);
  }
}

std::map<int, scoring::Linear> Lines(const EssaySet& set, const Part& part,
                                     const std::vector<double>& values, bool within_prompts) {
  std::map<int, std::pair<std::vector<double>, std::vector<double>>> by_group;
  for (size_t i = 0; i < part.rows.size(); ++i) {
    auto& [raw, human] = by_group[within_prompts ? set.prompt[part.rows[i]] : -1];
    raw.push_back(values[i]);
    human.push_back(set.score[part.rows[i]]);
  }
  std::map<int, scoring::Linear> lines;
  for (const auto& [group, pair] : by_group) {
    const auto& [raw, human] = pair;
    scoring::Linear line;
    const double spread = metrics::StandardDeviation(raw);
    if (spread > 0) line.slope = metrics::StandardDeviation(human) / spread;
    line.intercept = metrics::Mean(human) - line.slope * metrics::Mean(raw);
    lines[group] = line;
  }
  return lines;
}

TrainOptions OptionsOf(const LstmRecipe& recipe, uint64_t seed, const std::string& checkpoint) {
  TrainOptions options;
  options.epochs = recipe.epochs;
  options.patience = recipe.patience;
  options.learning_rate = recipe.learning_rate;
  options.batch_tokens = recipe.batch_tokens;
  options.seed = seed;
  options.adam.weight_decay = recipe.weight_decay;
  options.checkpoint = checkpoint;
  return options;
}

Vocabulary CountWords(const EssaySet& set, const std::vector<size_t>& rows,
                      const LstmRecipe& recipe) {
  std::vector<std::string_view> texts;
  for (const size_t row : rows) texts.push_back(set.texts[row]);
  return Vocabulary::Count(texts, recipe.least_count, recipe.vocabulary);
}

}  // namespace

void UseOneThread() { at::set_num_threads(1); }

Result<LstmModel> FitLstm(const EssaySet& set, std::span<const size_t> rows,
                          const LstmRecipe& recipe, bool within_prompts, uint64_t seed,
                          const std::string& checkpoint, const LstmHooks& hooks) {
  if (rows.size() < kFewestEssays) {
    return Fail(Code::kInvalidArgument, "There are " + std::to_string(rows.size()) +
                                            " essays to learn from; at least " +
                                            std::to_string(kFewestEssays) + " are needed.");
  }
  const auto groups = Groups(set, rows, within_prompts);
  if (!groups) return Failure(groups.error());
  std::vector<int> prompt;
  std::vector<double> score;
  for (const size_t row : rows) {
    prompt.push_back(set.prompt[row]);
    score.push_back(set.score[row]);
  }
  Random random(seed);
  const auto fold = StratifiedFolds(prompt, score, recipe.validation_share, &random);
  std::vector<size_t> learn_rows, validation_rows;
  for (size_t i = 0; i < rows.size(); ++i) {
    (fold[i] == 0 && !set.extra[rows[i]] ? validation_rows : learn_rows).push_back(rows[i]);
  }
  LstmModel model{.onnx = {},
                  .vocabulary = CountWords(set, learn_rows, recipe),
                  .max_tokens = recipe.max_tokens};
  const Part learn = Encode(set, learn_rows, model.vocabulary, recipe.max_tokens, *groups);
  const Part validation =
      Encode(set, validation_rows, model.vocabulary, recipe.max_tokens, *groups);
  const model::onnx::LstmShape shape{static_cast<int64_t>(model.vocabulary.size()), recipe.width,
                                     recipe.hidden, recipe.pooling,
                                     within_prompts ? static_cast<int64_t>(set.prompts.size()) : 1};
  LstmNetwork network(shape, {recipe.word_dropout, recipe.input_dropout, recipe.output_dropout},
                      Vocabulary::kUnknown, {}, seed);
  TrainOptions options = OptionsOf(recipe, seed, checkpoint);
  size_t done = 0, all = 0;
  for (const auto& tokens : learn.tokens) all += tokens.size();
  all *= static_cast<size_t>(recipe.epochs);
  options.learned = [&](size_t tokens) { hooks.tokens(done += tokens, all); };
  options.epoch_done = hooks.epoch;
  auto history = Train(&network, learn.examples, validation.examples, options);
  if (!history) return Failure(history.error());
  model.history = std::move(*history);
  FoldIn(*groups, &network.parameters());
  model.learned = learn.rows.size();
  model.validated = validation.rows.size();
  model.lines = Lines(set, validation, Predict(&network, validation.examples, recipe.batch_tokens),
                      within_prompts);
  model::onnx::WriteOptions write;
  write.max_tokens = static_cast<int64_t>(recipe.max_tokens);
  auto written = model::onnx::WriteLstm(shape, ParameterSource(network.parameters()), write);
  if (!written) return Failure(written.error());
  model.onnx = std::move(written->onnx);
  model.parameters = written->parameters;
  return model;
}

Result<std::string> PackLstm(const LstmModel& model, model::Manifest manifest,
                             const std::string& card) {
  manifest.architecture = "lstm";
  manifest.engine = "onnx";
  manifest.max_tokens = model.max_tokens;
  scoring::Calibration calibration;
  calibration.Set("", "holistic", model.lines.at(-1));
  const std::string line = calibration.ToJson(), tokenizer = model.vocabulary.TokenizerJson();
  std::vector<model::PackageFile> files = {
      {"model.onnx", model.onnx, model::Storage::kStored},
      {"tokenizer.json", tokenizer, model::Storage::kDeflated},
      {std::string(model::kCalibrationFile), line, model::Storage::kDeflated}};
  if (!card.empty()) {
    files.push_back({std::string(model::kModelCardFile), card, model::Storage::kDeflated});
  }
  return model::WritePackageBytes(std::move(manifest), std::move(files));
}

}  // namespace redquill::train
