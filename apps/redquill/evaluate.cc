#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <thread>

#include "metrics/evaluation.h"
#include "redquill/evaluation_text.h"
#include "redquill/measured.h"
#include "redquill/print.h"
#include "redquill/verbs.h"

namespace redquill::app {
namespace {

std::string Json(const metrics::Evaluation& evaluation, const Measured& measured) {
  nlohmann::json json = metrics::ToJson(evaluation);
  json["system"] = measured.system;
  json["warnings"] = measured.warnings;
  json["without_score"] = measured.without_score;
  json["refused"] = measured.refused;
  return json.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

std::string Text(const metrics::Evaluation& evaluation, const Measured& measured) {
  std::string text = EvaluationText(evaluation, measured.system);
  if (measured.without_score > 0) {
    text += "\nEssays without a human score, not in the figures: " +
            std::to_string(measured.without_score) + ".\n";
  }
  for (const auto& warning : measured.warnings) text += "\nWARNING: " + warning + ".\n";
  return text;
}

Result<int> Evaluate(const EvaluateOptions& options) {
  if (options.data.empty() && options.predictions.empty()) {
    return Fail(Code::kInvalidArgument,
                "Give --data TABLE to score and measure, or --predictions TABLE to measure",
                "data");
  }
  const auto measured =
      options.predictions.empty() ? MeasureModel(options) : MeasurePredictions(options);
  if (!measured) return Failure(measured.error());
  if (measured->pairs.size() < 2) {
    return Fail(Code::kInvalidArgument,
                "Fewer than two essays with a human score and a system's: agreement can't be "
                "measured",
                "data");
  }
  const auto evaluation = metrics::Evaluate(measured->pairs, measured->step, options.bootstrap);
  Print(options.json ? Json(evaluation, *measured) : Text(evaluation, *measured));
  if (measured->refused == 0) return 0;
  std::fprintf(stderr,
               "redquill: essays that could not be scored and are not in the figures: %llu\n",
               static_cast<unsigned long long>(measured->refused));
  return 1;
}

void Declare(CLI::App& command, EvaluateOptions& options) {
  options.threads = std::max(1u, std::thread::hardware_concurrency());
  command.add_option("--data", options.data, "Table of essays with human scores");
  command.add_option("--model", options.models.model, "Model to measure (default: features)");
  AddLocalModels(command, options.models);
  command.add_option("--predictions", options.predictions,
                     "Measure a table of predictions instead: columns id, score and perhaps raw, "
                     "beside --data; or human, score and perhaps raw, prompt");
  command.add_option("--folds", options.folds, "Fold file: measure the test essays of a fold");
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
  command.add_option("--threads", options.threads, "Threads that score (default: all cores)")
      ->check(CLI::Range(1u, 256u));
  command.add_flag("--json", options.json, "Print JSON (docs/formats/evaluation.md)");
  command.add_flag("--quiet", options.quiet, "No progress bar");
  command.footer(
      "Examples:\n  redquill evaluate --model features --data held_out.csv\n"
      "  redquill evaluate --predictions out_of_fold.csv --data essays.csv\n"
      "QWK is computed on score values; its interval is a percentile bootstrap over essays.");
}

}  // namespace

Verb EvaluateVerb() {
  return {"evaluate", "Measure a model's agreement with human scores",
          [](CLI::App& command) -> std::function<int()> {
            auto options = std::make_shared<EvaluateOptions>();
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
