#include <filesystem>

#include "redquill-train/command_line.h"
#include "redquill-train/cv_print.h"
#include "redquill-train/network_options.h"

namespace redquill::train_app {

void AddCvNetworkOptions(CLI::App& command, CvNetworkArguments* arguments) {
  AddEssayOptions(command, &arguments->essays);
  AddTraitsOption(command, &arguments->essays);
  command.add_flag("--prompt-scales", arguments->prompt_scales,
                   "Each prompt has a scale of its own; one network learns all");
  AddPromptsOutOptions(command, &arguments->prompts_out);
  AddLearnShareOption(command, &arguments->learn_share);
  command.add_option("--fold", arguments->only, "Only this fold, from 0 (may be repeated)");
  command.add_option("--scores", arguments->scores, "Write each essay's scores to a .csv");
  command.add_option("--work", arguments->work,
                     "Folder for checkpoints, logs and learning curves; run again with it after an "
                     "interruption");
}

Result<void> CrossValidateAndTell(
    const std::string& name, const CvNetworkArguments& options,
    const std::function<Result<train::Fit>(const train::EssaySet& set)>& make_fit) {
  auto scale = ScaleOf(options.essays);
  if (!scale) return Failure(scale.error());
  table::Folds folds;
  if (!options.prompts_out.Asked()) {
    if (options.essays.folds.empty()) {
      return Fail(Code::kInvalidArgument,
                  "Give the folds with --folds FILE, or say --leave-one-prompt-out.", "folds");
    }
    auto read = table::ReadFoldsFile(options.essays.folds);
    if (!read) return Failure(read.error());
    folds = std::move(*read);
  }
  train::CvNetworkOptions cv;
  cv.cv = {.protocol = options.prompts_out.Asked() ? train::Protocol::kLeavePromptOut
                       : options.prompt_scales     ? train::Protocol::kPromptSpecific
                                                   : train::Protocol::kFolds,
           .folds = &folds,
           .duplicates = options.essays.duplicates,
           .prompt_groups = options.prompts_out.groups,
           .learn_share = options.learn_share,
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
    return NetworkProgress("Fold " + std::to_string(fold) + " of " + std::to_string(all),
                           options.essays.quiet);
  };
  const auto set = ReadEssays(options.essays, train::Content::kTexts);
  if (!set) return Failure(set.error());
  const auto fit = make_fit(*set);
  if (!fit) return Failure(fit.error());
  const auto report = train::CrossValidateNetwork(name, *set, *fit, cv);
  if (!report) return Failure(report.error());
  return GiveReport(*set, *report, cv.cv.protocol, options.scores, options.essays.json);
}

}  // namespace redquill::train_app
