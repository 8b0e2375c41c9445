#include <memory>

#include "redquill-train/command_line.h"
#include "redquill-train/cv_print.h"
#include "redquill-train/essay_options.h"
#include "redquill-train/verbs.h"
#include "table/folds.h"
#include "train/feature/cross_validation.h"

namespace redquill::train_app {
namespace {

struct Options {
  EssayOptions essays;
  PromptsOut prompts_out;
  bool prompt_specific = false, without_dev = false, no_ablation = false;
  std::optional<int> within;
  double learn_share = 1;
  std::string scores;
};

Result<train::Protocol> ProtocolOf(const Options& options) {
  const bool prompts_out = options.prompts_out.Asked();
  if (options.prompt_specific && prompts_out) {
    return Fail(Code::kInvalidArgument,
                "--prompt-specific and leaving prompts out are two protocols; choose one.");
  }
  if (prompts_out == !options.essays.folds.empty()) {
    return Fail(Code::kInvalidArgument,
                prompts_out ? "Leaving prompts out makes its own folds; leave --folds out."
                            : "Give the folds with --folds FILE, or measure unseen "
                              "prompts with --leave-one-prompt-out.",
                "folds");
  }
  if (prompts_out && options.within) {
    return Fail(Code::kInvalidArgument, "--within-fold is of --folds, not of prompts left out.",
                "within_fold");
  }
  if (prompts_out) return train::Protocol::kLeavePromptOut;
  return options.prompt_specific ? train::Protocol::kPromptSpecific : train::Protocol::kFolds;
}

Result<void> Run(const Options& options) {
  const auto protocol = ProtocolOf(options);
  if (!protocol) return Failure(protocol.error());
  auto scale = ScaleOf(options.essays);
  if (!scale) return Failure(scale.error());
  train::CvOptions cv{.protocol = *protocol,
                      .folds = nullptr,
                      .duplicates = options.essays.duplicates,
                      .prompt_groups = options.prompts_out.groups,
                      .within = options.within,
                      .learn_share = options.learn_share,
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
  return GiveReport(*set, *report, *protocol, options.scores, options.essays.json);
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
            AddPromptsOutOptions(command, &options->prompts_out);
            AddLearnShareOption(command, &options->learn_share);
            command.add_option("--within-fold", options->within,
                               "Only inside the training part of this fold, from 0: scores that a "
                               "teacher may hand on to a network that is tested on that fold");
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
