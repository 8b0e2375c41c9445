#include <memory>
#include <numeric>

#include "redquill-train/network_options.h"
#include "redquill-train/verbs.h"

namespace redquill::train_app {
namespace {

struct Options {
  CvNetworkArguments cv;
  train::EncoderRecipe recipe;
};

Result<void> Run(const Options& options) {
  train::UseThreads(options.cv.essays.threads);
  const auto make_fit = [&](const train::EssaySet& essays) -> Result<train::Fit> {
    const auto reading = NetworkProgress("Reading the essays", options.cv.essays.quiet);
    std::vector<size_t> all(essays.size());
    std::iota(all.begin(), all.end(), size_t{0});
    auto opened = train::EncoderFit::Open(options.recipe, essays, all, options.cv.essays.seed,
                                          options.cv.work, reading.tokens);
    if (!opened) return Failure(opened.error());
    return [fit = std::shared_ptr<train::EncoderFit>(std::move(*opened))](
               const train::EssaySet&, std::span<const size_t> rows, bool within_prompts,
               uint64_t seed, const std::string& checkpoint, const train::FitHooks& hooks) {
      return fit->Fit(rows, within_prompts, seed, checkpoint, hooks);
    };
  };
  return CrossValidateAndTell("minilm", options.cv, make_fit);
}

}  // namespace

Verb CvMinilmVerb() {
  return {{"cv", "minilm"},
          "Cross-validate a fine-tuned encoder: MiniLM, BERT or DistilBERT",
          [](CLI::App& command) -> std::function<int()> {
            auto options = std::make_shared<Options>();
            AddCvNetworkOptions(command, &options->cv);
            AddEncoderOptions(command, &options->recipe);
            command.footer(
                "Example:\n  redquill-train cv minilm --init all-MiniLM-L6-v2 --data essays.csv "
                "--folds folds.tsv --work minilm-cv");
            return [options] {
              const auto done = Run(*options);
              return done ? 0 : PrintError(done.error(), options->cv.essays.json);
            };
          }};
}

}  // namespace redquill::train_app
