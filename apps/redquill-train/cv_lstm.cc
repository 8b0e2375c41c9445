#include <memory>

#include "redquill-train/network_options.h"
#include "redquill-train/verbs.h"

namespace redquill::train_app {
namespace {

struct Options {
  CvNetworkArguments cv;
  train::LstmRecipe recipe;
  TeacherOptions teacher;
};

Result<void> Run(const Options& options) {
  train::UseThreads(1);
  const auto make_fit = [&](const train::EssaySet& essays) -> Result<train::Fit> {
    train::LstmRecipe recipe = options.recipe;
    auto asked = AskTeacher(options.teacher, options.cv.essays, essays, &recipe);
    if (!asked) return Failure(asked.error());
    return [recipe](const train::EssaySet& set, std::span<const size_t> rows, bool within_prompts,
                    uint64_t seed, const std::string& checkpoint, const train::FitHooks& hooks) {
      return train::FitLstm(set, rows, recipe, within_prompts, seed, checkpoint, hooks);
    };
  };
  return CrossValidateAndTell("lstm", options.cv, make_fit);
}

}  // namespace

Verb CvLstmVerb() {
  return {{"cv", "lstm"}, "Cross-validate the LSTM", [](CLI::App& command) -> std::function<int()> {
            auto options = std::make_shared<Options>();
            AddCvNetworkOptions(command, &options->cv);
            AddLstmOptions(command, &options->recipe);
            AddTeacherOptions(command, &options->teacher);
            command.footer(
                "Example:\n  redquill-train cv lstm --data essays.csv --folds folds.tsv "
                "--work lstm-cv");
            return [options] {
              const auto done = Run(*options);
              return done ? 0 : PrintError(done.error(), options->cv.essays.json);
            };
          }};
}

}  // namespace redquill::train_app
