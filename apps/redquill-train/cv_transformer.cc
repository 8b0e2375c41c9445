#include <memory>
#include <numeric>

#include "redquill-train/network_options.h"
#include "redquill-train/transformer_kinds.h"
#include "redquill-train/verbs.h"

namespace redquill::train_app {
namespace {

struct Options {
  CvNetworkArguments cv;
  train::EncoderRecipe recipe;
  TeacherOptions teacher;
};

Result<void> Run(const std::string& name, const Options& options) {
  train::UseThreads(options.cv.essays.threads);
  const auto make_fit = [&](const train::EssaySet& essays) -> Result<train::Fit> {
    const auto reading = NetworkProgress("Reading the essays", options.cv.essays.quiet);
    std::vector<size_t> all(essays.size());
    std::iota(all.begin(), all.end(), size_t{0});
    train::EncoderRecipe recipe = options.recipe;
    auto asked = AskTeacher(options.teacher, options.cv.essays, essays, &recipe);
    if (!asked) return Failure(asked.error());
    auto opened = train::EncoderFit::Open(recipe, essays, all, options.cv.essays.seed,
                                          options.cv.work, reading.tokens);
    if (!opened) return Failure(opened.error());
    return [fit = std::shared_ptr<train::EncoderFit>(std::move(*opened))](
               const train::EssaySet&, std::span<const size_t> rows, bool within_prompts,
               uint64_t seed, const std::string& checkpoint, const train::FitHooks& hooks) {
      return fit->Fit(rows, within_prompts, seed, checkpoint, hooks);
    };
  };
  return CrossValidateAndTell(name, options.cv, make_fit);
}

Verb VerbOf(const TransformerKind& kind) {
  return {{"cv", kind.name}, kind.cv_summary, [kind](CLI::App& command) -> std::function<int()> {
            auto options = std::make_shared<Options>();
            options->recipe = RecipeOf(kind);
            AddCvNetworkOptions(command, &options->cv);
            AddEncoderOptions(command, &options->recipe);
            AddTeacherOptions(command, &options->teacher);
            command.footer(std::string("Example:\n  redquill-train cv ") + kind.name + kind.start +
                           " --data essays.csv --folds folds.tsv --work " + kind.name + "-cv");
            return [options, name = std::string(kind.name)] {
              const auto done = Run(name, *options);
              return done ? 0 : PrintError(done.error(), options->cv.essays.json);
            };
          }};
}

}  // namespace

Verb CvMinilmVerb() { return VerbOf(kMinilm); }
Verb CvDistilbertVerb() { return VerbOf(kDistilbert); }
Verb CvDebertaV3Verb() { return VerbOf(kDebertaV3); }
Verb CvGpt2Verb() { return VerbOf(kGpt2); }
Verb CvLlamaVerb() { return VerbOf(kLlama); }

}  // namespace redquill::train_app
