#include <algorithm>
#include <cmath>
#include <cstdio>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <thread>
#include <vector>

#include "base/progress.h"
#include "base/sha256.h"
#include "metrics/evaluation.h"
#include "model/models_folder.h"
#include "redquill/batch.h"
#include "redquill/evaluation_text.h"
#include "redquill/print.h"
#include "redquill/verbs.h"
#include "scoring/service.h"
#include "table/essays.h"
#include "table/folds.h"
#include "table/reader.h"

namespace redquill::app {
namespace {

struct Options {
  std::string data, model, models, folds, predictions;
  table::ColumnNames columns;
  int fold = -1;
  double step = 1;
  metrics::BootstrapOptions bootstrap;
  bool json = false, quiet = false;
  unsigned threads = std::max(1u, std::thread::hardware_concurrency());
};

struct Measured {
  std::vector<metrics::ScorePair> pairs;
  double step = 1;
  std::string system;                 ///< What gave the scores.
  std::vector<std::string> warnings;  ///< What a reader of the figures must know.
  uint64_t without_score = 0, refused = 0;
};

/// The essays of the table that count: those with a human score, in the fold asked for.
Result<std::vector<table::EssayRow>> ReadRows(const Options& options, Measured& measured) {
  auto rows = table::ReadEssays(
      options.data, options.columns,
      {.id = !options.folds.empty(), .score = true, .prompt = !options.columns.prompt.empty()});
  if (!rows) return Failure(rows.error());
  const auto total = rows->size();
  std::erase_if(*rows, [](const auto& row) { return !row.score; });
  measured.without_score = total - rows->size();
  if (options.folds.empty()) return rows;
  const auto folds = table::ReadFoldsFile(options.folds);
  if (!folds) return Failure(folds.error());
  if (options.fold < 0 || options.fold >= folds->count()) {
    return Fail(Code::kInvalidArgument,
                "--folds needs --fold K with K from 0 to " + std::to_string(folds->count() - 1) +
                    ": the fold whose test essays are to be scored.",
                "fold");
  }
  std::vector<std::string> ids;
  for (const auto& row : *rows) ids.push_back(row.id);
  for (const auto& id : ids) {
    if (!folds->Has(id)) {
      return Fail(Code::kInvalidArgument,
                  "Essay " + id + " of " + options.data + " is not split in " + options.folds +
                      ". Give the fold file that belongs to the table.",
                  "folds");
    }
  }
  std::vector<table::EssayRow> kept;
  for (const size_t i : folds->Select(ids, options.fold, table::Part::kTest)) {
    kept.push_back(std::move((*rows)[i]));
  }
  return kept;
}

/// Whether the model learned from this very file: then the figures measure memory.
void WarnOfTrainingData(const scoring::ModelInfo& info, const Options& options,
                        Measured& measured) {
  const auto digest = Sha256HexOfFile(options.data);
  for (const auto& data : info.manifest.training_data) {
    if (digest && data.sha256 == *digest) {
      measured.warnings.push_back("This model was trained on this table (" + data.name +
                                  "): these figures say how well it remembers, not how well it "
                                  "scores. Use out-of-fold predictions (redquill-train cv).");
    }
  }
}

Result<Measured> ScoreTable(const Options& options) {
  Measured measured;
  auto rows = ReadRows(options, measured);
  if (!rows) return Failure(rows.error());
  const auto folder = model::ModelsFolder(options.models);
  if (!folder) return Failure(folder.error());
  scoring::Options load{.models_folder = *folder, .warm_up = false};
  if (!options.model.empty()) load.only = {options.model};
  const auto service = scoring::Service::Load(load);
  if (!service) return Failure(service.error());
  const auto& infos = (*service)->models();
  const auto info = std::find_if(infos.begin(), infos.end(), [&](const auto& one) {
    return options.model.empty() ? one.is_default : one.manifest.name == options.model;
  });
  measured.system = info->manifest.name + " " + info->digest.substr(0, 12);
  measured.step = info->manifest.scale().step;
  WarnOfTrainingData(*info, options, measured);

  Progress progress("Scoring", rows->size(), "essays", options.quiet || options.json);
  constexpr size_t kBatch = 256;
  for (size_t from = 0; from < rows->size(); from += kBatch) {
    const size_t to = std::min(from + kBatch, rows->size());
    const std::vector<table::EssayRow> batch(rows->begin() + static_cast<long>(from),
                                             rows->begin() + static_cast<long>(to));
    const auto outcomes = ScoreRows(**service, batch, {options.model, {}, false, options.threads});
    for (size_t i = 0; i < batch.size(); ++i) {
      if (!outcomes[i]) {
        ++measured.refused;
        continue;
      }
      const auto& first = outcomes[i]->outputs.front();
      measured.pairs.push_back({*batch[i].score, first.score, first.calibrated, batch[i].prompt});
    }
    progress.Set(to);
  }
  return measured;
}

Result<double> NumberCell(const table::Row& row, size_t column, const std::string& name) {
  const std::string& cell = row.cells[column];
  char* end = nullptr;
  const double value = std::strtod(cell.c_str(), &end);
  if (cell.empty() || *end != '\0' || !std::isfinite(value)) {
    return Fail(Code::kInvalidArgument,
                "line " + std::to_string(row.line) + ", column " + name + ": not a number", name);
  }
  return value;
}

/// Predictions made elsewhere: columns human (or score of the data), score and perhaps raw, prompt.
Result<Measured> ReadPredictions(const Options& options) {
  auto reader = table::OpenTableFile(options.predictions);
  if (!reader) return Failure(reader.error());
  const auto human = (*reader)->Column("human");
  if (!human) return Failure(human.error());
  const auto score = (*reader)->Column("score");
  if (!score) return Failure(score.error());
  const auto raw = (*reader)->Column("raw");
  const auto prompt = (*reader)->Column("prompt");
  Measured measured;
  measured.step = options.step;
  measured.system = options.predictions;
  table::Row row;
  for (;;) {
    const auto more = (*reader)->Next(row);
    if (!more) return Failure(more.error());
    if (!*more) return measured;
    if (row.error) return Failure(*row.error);
    const auto h = NumberCell(row, *human, "human");
    if (!h) return Failure(h.error());
    const auto s = NumberCell(row, *score, "score");
    if (!s) return Failure(s.error());
    const auto r = raw ? NumberCell(row, *raw, "raw") : s;
    if (!r) return Failure(r.error());
    measured.pairs.push_back({*h, *s, *r, prompt ? row.cells[*prompt] : ""});
  }
}

Result<int> Evaluate(const Options& options) {
  if (options.data.empty() == options.predictions.empty()) {
    return Fail(Code::kInvalidArgument,
                "Give either --data TABLE to score or --predictions TABLE to measure.", "data");
  }
  const auto measured = options.data.empty() ? ReadPredictions(options) : ScoreTable(options);
  if (!measured) return Failure(measured.error());
  if (measured->pairs.size() < 2) {
    return Fail(Code::kInvalidArgument,
                "Fewer than two essays with a human score: agreement "
                "can't be measured.",
                "data");
  }
  const auto evaluation = metrics::Evaluate(measured->pairs, measured->step, options.bootstrap);
  if (options.json) {
    auto json = metrics::ToJson(evaluation);
    json["system"] = measured->system;
    json["warnings"] = measured->warnings;
    json["without_score"] = measured->without_score;
    json["refused"] = measured->refused;
    Print(json.dump(2) + "\n");
  } else {
    Print(EvaluationText(evaluation, measured->system));
    if (measured->without_score > 0) {
      Print(std::to_string(measured->without_score) + " essays have no human score: left out.\n");
    }
    for (const auto& warning : measured->warnings) Print("WARNING: " + warning + "\n");
  }
  if (measured->refused > 0) {
    std::fprintf(stderr, "redquill: %llu essays could not be scored and are not in the figures\n",
                 static_cast<unsigned long long>(measured->refused));
    return 1;
  }
  return 0;
}

void Declare(CLI::App& command, Options& options) {
  command.add_option("--data", options.data, "Table of essays with human scores");
  command.add_option("--model", options.model, "Model to measure (default: features)");
  AddModelsOption(command, options.models);
  command.add_option("--predictions", options.predictions,
                     "Measure a table with columns human, score and perhaps raw, prompt instead");
  command.add_option("--folds", options.folds, "Fold file: measure on the test essays of a fold");
  command.add_option("--fold", options.fold, "Which fold, from 0");
  command.add_option("--text-column", options.columns.text, "Column with the essays");
  command.add_option("--id-column", options.columns.id, "Column with their ids");
  command.add_option("--score-column", options.columns.score, "Column with the human scores");
  command.add_option("--prompt-column", options.columns.prompt, "Column with the prompts");
  command.add_option("--step", options.step, "Step of the scale, with --predictions (default 1)")
      ->check(CLI::PositiveNumber);
  command.add_option("--resamples", options.bootstrap.resamples, "Bootstrap resamples (1000)")
      ->check(CLI::Range(10, 1000000));
  command.add_option("--seed", options.bootstrap.seed, "Seed of the bootstrap (1)");
  command.add_option("--threads", options.threads, "Threads that score")->check(CLI::Range(1, 256));
  command.add_flag("--json", options.json, "Print JSON");
  command.add_flag("--quiet", options.quiet, "No progress bar");
  command.footer(
      "Example:\n  redquill evaluate --model features --data held_out.csv --prompt-column prompt\n"
      "QWK is computed on score values; its interval is a percentile bootstrap over essays.");
}

}  // namespace

Verb EvaluateVerb() {
  return {"evaluate", "Measure a model's agreement with human scores",
          [](CLI::App& command) -> std::function<int()> {
            auto options = std::make_shared<Options>();
            Declare(command, *options);
            return [options]() -> int {
              auto status = Evaluate(*options);
              if (!status) return PrintError(status.error(), options->json);
              auto printed = PrintedAll();
              return printed ? *status : PrintError(printed.error(), false);
            };
          }};
}

}  // namespace redquill::app
