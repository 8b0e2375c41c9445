#include <filesystem>
#include <memory>

#include "redquill-train/network_options.h"
#include "redquill-train/verbs.h"

namespace redquill::train_app {
namespace {

struct Options {
  EssayOptions essays;
  train::EncoderRecipe recipe;
  PackageOptions package;
  bool only_extra = false;
  std::string work, keep;
};

std::vector<size_t> RowsOf(const Options& options, const train::EssaySet& set) {
  std::vector<size_t> rows;
  for (size_t row = 0; row < set.size(); ++row) {
    if (!options.only_extra || set.extra[row]) rows.push_back(row);
  }
  return rows;
}

std::string About(const Options& options, const train::EncoderFit& fit) {
  const auto& encoder = options.recipe.encoder;
  return "A transformer encoder, fine-tuned from the checkpoint in `" +
         std::filesystem::path(options.recipe.init).filename().string() + "` in its top " +
         std::to_string(encoder.trained_layers) + " layers. It reads the first " +
         std::to_string(encoder.max_tokens) + " tokens of an essay; " +
         std::to_string(fit.cut_essays()) + " of the training essays have more.";
}

Result<void> Run(const Options& options) {
  train::UseThreads(options.essays.threads);
  if (auto scale = ScaleOf(options.essays); !scale) return Failure(scale.error());
  auto set = ReadEssays(options.essays, train::Content::kTexts);
  if (!set) return Failure(set.error());
  const auto rows = RowsOf(options, *set);
  const std::string& work = options.work;
  const std::string folder = std::filesystem::path(work).parent_path().string();
  const auto freezing = NetworkProgress("Reading the essays", options.essays.quiet);
  auto fit =
      train::EncoderFit::Open(options.recipe, *set, rows, options.essays.seed,
                              work.empty() || !folder.empty() ? folder : ".", freezing.tokens);
  if (!fit) return Failure(fit.error());
  const auto model =
      (*fit)->Fit(rows, false, options.essays.seed, work.empty() ? "" : work + ".safetensors",
                  NetworkProgress("Training", options.essays.quiet));
  if (!model) return Failure(model.error());
  if (!options.keep.empty()) {
    if (auto kept = (*fit)->Keep(options.keep); !kept) return kept;
  }
  if (options.only_extra) set->sources.erase(set->sources.begin());
  return WriteNetwork(options.package, options.essays, *set, *model, work, About(options, **fit));
}

}  // namespace

Verb MinilmVerb() {
  return {{"minilm"},
          "Fine-tune a pretrained encoder: MiniLM, BERT or DistilBERT",
          [](CLI::App& command) -> std::function<int()> {
            auto options = std::make_shared<Options>();
            AddEssayOptions(command, &options->essays);
            AddEncoderOptions(command, &options->recipe);
            AddPackageOptions(command, &options->package, "MiniLM");
            AddWorkOption(command, &options->work);
            command.add_flag("--only-extra", options->only_extra,
                             "Learn from the --extra essays alone; --data says which texts to "
                             "leave out of them, for tuning on --data afterwards");
            command.add_option("--keep", options->keep,
                               "Write the network as a checkpoint to this folder, for --init");
            command.footer(
                "Example:\n  redquill-train minilm --init all-MiniLM-L6-v2 --data essays.csv "
                "--out minilm.rqm --work minilm");
            return [options] {
              const auto done = Run(*options);
              return done ? 0 : PrintError(done.error(), options->essays.json);
            };
          }};
}

}  // namespace redquill::train_app
