#include "train/neural/cv_lstm.h"

#include <cstdio>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>

#include "redquill-train/command_line.h"
#include "redquill-train/cv_print.h"
#include "redquill-train/essay_options.h"
#include "redquill-train/lstm_options.h"
#include "redquill-train/verbs.h"
#include "train/feature/evaluation_summary.h"

namespace redquill::train_app {
namespace {

struct Options {
  EssayOptions essays;
  train::LstmRecipe recipe;
  bool prompt_scales = false, leave_prompt_out = false;
  std::vector<int> only;
  std::string scores, work;
};

Result<void> Run(const Options& options) {
  train::UseOneThread();
  auto scale = ScaleOf(options.essays);
  if (!scale) return Failure(scale.error());
  table::Folds folds;
  if (!options.leave_prompt_out) {
    if (options.essays.folds.empty()) {
      return Fail(Code::kInvalidArgument,
                  "Give the folds with --folds FILE, or say --leave-one-prompt-out.", "folds");
    }
    auto read = table::ReadFoldsFile(options.essays.folds);
    if (!read) return Failure(read.error());
    folds = std::move(*read);
  }
  train::CvLstmOptions cv;
  cv.cv = {.protocol = options.leave_prompt_out ? train::Protocol::kLeavePromptOut
                       : options.prompt_scales  ? train::Protocol::kPromptSpecific
                                                : train::Protocol::kFolds,
           .folds = &folds,
           .duplicates = options.essays.duplicates,
           .scale = *scale,
           .seed = options.essays.seed};
  cv.only = {options.only.begin(), options.only.end()};
  cv.work = options.work;
  if (!cv.work.empty()) {
    std::error_code failed;
    std::filesystem::create_directories(cv.work, failed);
    if (failed) return Fail(Code::kIo, cv.work + ": " + failed.message(), "work");
  }
  cv.hooks = [&](int fold, int all) {
    return LstmProgress("Fold " + std::to_string(fold) + " of " + std::to_string(all),
                        options.essays.quiet);
  };
  const auto set = ReadEssays(options.essays, train::Content::kTexts);
  if (!set) return Failure(set.error());
  const auto report = train::CrossValidateLstm(*set, options.recipe, cv);
  if (!report) return Failure(report.error());
  if (!options.scores.empty()) {
    if (auto written = WriteScores(*set, *report, options.scores); !written) return written;
  }
  if (options.essays.json) {
    auto json = train::ToJson(*report);
    json["summary"] =
        ToJson(train::Summarise(*report, cv.cv.protocol, PublishedCommand(), set->sources));
    std::printf("%s\n", json.dump(2).c_str());
  } else {
    PrintReport(*report, cv.cv.protocol);
  }
  return {};
}

}  // namespace

Verb CvLstmVerb() {
  return {{"cv", "lstm"}, "Cross-validate the LSTM", [](CLI::App& command) -> std::function<int()> {
            auto options = std::make_shared<Options>();
            AddEssayOptions(command, &options->essays);
            AddLstmOptions(command, &options->recipe);
            command.add_flag(
                "--prompt-scales", options->prompt_scales,
                "Each prompt has a scale and a head of its own; one network learns all");
            command.add_flag("--leave-one-prompt-out", options->leave_prompt_out,
                             "Test on each prompt with a model that never saw it");
            command.add_option("--fold", options->only, "Only this fold, from 0 (may be repeated)");
            command.add_option("--scores", options->scores, "Write each essay's scores to a .csv");
            command.add_option("--work", options->work,
                               "Folder for checkpoints, logs and learning curves; run again with "
                               "it after an interruption");
            command.footer(
                "Example:\n  redquill-train cv lstm --data essays.csv --folds folds.tsv "
                "--work lstm-cv");
            return [options] {
              const auto done = Run(*options);
              return done ? 0 : PrintError(done.error(), options->essays.json);
            };
          }};
}

}  // namespace redquill::train_app
