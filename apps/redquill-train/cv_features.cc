#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>

#include "base/file.h"
#include "redquill-train/command_line.h"
#include "redquill-train/essay_options.h"
#include "redquill-train/verbs.h"
#include "table/folds.h"
#include "table/writer.h"
#include "train/feature/cross_validation.h"
#include "train/feature/evaluation_summary.h"

namespace redquill::train_app {
namespace {

struct Options {
  EssayOptions essays;
  bool prompt_specific = false, leave_prompt_out = false, without_dev = false, no_ablation = false;
  std::string scores;
};

Result<train::Protocol> ProtocolOf(const Options& options) {
  if (options.prompt_specific && options.leave_prompt_out) {
    return Fail(Code::kInvalidArgument,
                "--prompt-specific and --leave-one-prompt-out are two protocols; choose one.");
  }
  if (options.leave_prompt_out == !options.essays.folds.empty()) {
    return Fail(Code::kInvalidArgument,
                options.leave_prompt_out ? "--leave-one-prompt-out makes its own folds; leave "
                                           "--folds out."
                                         : "Give the folds with --folds FILE, or measure unseen "
                                           "prompts with --leave-one-prompt-out.",
                "folds");
  }
  if (options.leave_prompt_out) return train::Protocol::kLeavePromptOut;
  return options.prompt_specific ? train::Protocol::kPromptSpecific : train::Protocol::kFolds;
}

void PrintRow(const std::string& name, size_t essays, const metrics::Agreement& agreement,
              const metrics::Interval& interval) {
  std::printf("  %-42.42s %6zu  %.4f  [%.4f, %.4f]  r %.4f  SMD %+.3f\n", name.c_str(), essays,
              agreement.qwk, interval.low, interval.high, agreement.pearson_raw, agreement.smd);
}

void PrintReport(const train::CvReport& report, train::Protocol protocol) {
  const bool means = protocol != train::Protocol::kFolds;
  std::printf("%-28s %-14s %-14s %s\n", "QWK of essays not learned from", "uncalibrated",
              "calibrated", "95 % interval of the calibrated");
  for (const train::CvRung& rung : report.rungs) {
    const auto& plain = rung.uncalibrated;
    const auto& line = rung.calibrated;
    const auto& interval = means ? line.mean_qwk_interval : line.qwk_interval;
    std::printf("  %-28s %.4f         %.4f         [%.4f, %.4f]%s\n", rung.name.c_str(),
                means ? plain.mean_qwk : plain.all.qwk, means ? line.mean_qwk : line.all.qwk,
                interval.low, interval.high, means ? "  mean over prompts" : "");
    if (rung.mean_of_folds) {
      std::printf("  %-28s                %.4f         [%.4f, %.4f]  mean over folds and prompts\n",
                  "", *rung.mean_of_folds, rung.mean_of_folds_interval.low,
                  rung.mean_of_folds_interval.high);
    }
  }
  const metrics::Evaluation& whole = report.rungs.back().calibrated;
  std::printf("%s, calibrated:\n", report.rungs.back().name.c_str());
  for (const auto& prompt : whole.prompts) {
    PrintRow(prompt.prompt, prompt.agreement.n, prompt.agreement, prompt.qwk_interval);
  }
  PrintRow("all essays together", whole.all.n, whole.all, whole.qwk_interval);
  if (!whole.prompts.empty()) {
    std::printf("  %-42s %6s  %.4f  [%.4f, %.4f]\n", "mean over prompts", "", whole.mean_qwk,
                whole.mean_qwk_interval.low, whole.mean_qwk_interval.high);
  }
  if (const auto& seen = report.recognition) {
    std::printf("Prompts told by topic: of %zu essays %zu right, %zu none, %zu wrong.\n",
                seen->essays, seen->right, seen->none, seen->wrong);
  }
}

Result<void> WriteScores(const train::EssaySet& set, const train::CvReport& report,
                         const std::string& path) {
  std::string csv = table::CsvRecord(
      std::vector<std::string>{"essay_id", "prompt", "human", "raw", "calibrated", "score"});
  for (const train::CvScore& one : report.rungs.back().scores) {
    const std::string prompt =
        set.prompts.empty() ? "" : set.prompts[static_cast<size_t>(set.prompt[one.row])];
    csv += table::CsvRecord(std::vector<std::string>{
        set.id[one.row], prompt, table::Number(set.score[one.row]), table::Number(one.raw),
        table::Number(one.calibrated), table::Number(one.score)});
  }
  return WriteFileAtomically(path, csv);
}

Result<void> Run(const Options& options) {
  const auto protocol = ProtocolOf(options);
  if (!protocol) return Failure(protocol.error());
  auto scale = ScaleOf(options.essays);
  if (!scale) return Failure(scale.error());
  train::CvOptions cv{.protocol = *protocol,
                      .folds = nullptr,
                      .train_on_dev = !options.without_dev,
                      .ablation = !options.no_ablation,
                      .scale = *scale,
                      .seed = options.essays.seed,
                      .threads = options.essays.threads};
  table::Folds folds;
  if (!options.essays.folds.empty()) {
    auto read = table::ReadFoldsFile(options.essays.folds);
    if (!read) return Failure(read.error());
    folds = std::move(*read);
    cv.folds = &folds;
  }
  const auto set = ReadEssays(options.essays);
  if (!set) return Failure(set.error());
  const train::Recipe recipe = train::DefaultRecipe();
  const auto report = [&] {
    FitProgress progress("Cross-validating", train::StepsOf(*set, recipe, cv),
                         options.essays.quiet);
    cv.step = [&] { progress.Step(); };
    return train::CrossValidate(*set, recipe, cv);
  }();
  if (!report) return Failure(report.error());
  if (!options.scores.empty()) {
    if (auto written = WriteScores(*set, *report, options.scores); !written) return written;
  }
  if (options.essays.json) {
    auto json = train::ToJson(*report);
    json["summary"] =
        ToJson(train::Summarise(*report, *protocol, PublishedCommand(), set->sources));
    std::printf("%s\n", json.dump(2).c_str());
  } else {
    PrintReport(*report, *protocol);
  }
  return {};
}

}  // namespace

Verb CvFeaturesVerb() {
  return {{"cv", "features"},
          "Cross-validate the feature model",
          [](CLI::App& command) -> std::function<int()> {
            auto options = std::make_shared<Options>();
            AddEssayOptions(command, &options->essays);
            command.add_flag("--prompt-specific", options->prompt_specific,
                             "A model of its own for each prompt");
            command.add_flag("--leave-one-prompt-out", options->leave_prompt_out,
                             "Test on each prompt with a model that never saw it");
            command.add_flag("--without-dev", options->without_dev,
                             "Don't learn from essays that the folds keep for development");
            command.add_flag("--no-ablation", options->no_ablation, "Only the whole model");
            command.add_option("--scores", options->scores, "Write each essay's scores to a .csv");
            command.footer(
                "Examples:\n  redquill-train cv features --data essays.csv --folds folds.tsv\n"
                "  redquill-train cv features --data essays.csv --leave-one-prompt-out --json");
            return [options] {
              const auto done = Run(*options);
              return done ? 0 : PrintError(done.error(), options->essays.json);
            };
          }};
}

}  // namespace redquill::train_app
