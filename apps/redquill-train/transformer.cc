#include <filesystem>
#include <memory>

#include "redquill-train/network_options.h"
#include "redquill-train/transformer_kinds.h"
#include "redquill-train/verbs.h"
#include "table/writer.h"

namespace redquill::train_app {
namespace {

struct Options {
  EssayOptions essays;
  train::EncoderRecipe recipe;
  PackageOptions package;
  TeacherOptions teacher;
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

std::string TaughtBy(const TeacherOptions& teacher) {
  if (teacher.package.empty() && teacher.scores.empty()) return "";
  const std::string& who = teacher.package.empty() ? teacher.scores : teacher.package;
  return " Beside the human scores it learned, with a weight of " + table::Number(teacher.weight) +
         ", from those of `" + std::filesystem::path(who).filename().string() + "`.";
}

std::string About(const Options& options, const train::EncoderFit& fit) {
  const auto& encoder = options.recipe.encoder;
  const auto& start = options.recipe.start;
  const std::string from =
      start.init.empty()
          ? "A transformer of " + std::to_string(start.layers) + " layers of width " +
                std::to_string(start.width) + ", trained from weights drawn by chance."
          : "A transformer, fine-tuned from `" +
                std::filesystem::path(start.init).filename().string() + "`" +
                (encoder.adapters.rank > 0
                     ? " by adapters of rank " + std::to_string(encoder.adapters.rank) +
                           " (LoRA), merged into the weights,"
                     : "") +
                (fit.frozen_layers() > 0
                     ? " in its top " + std::to_string(encoder.trained_layers) + " layers."
                     : " in all its layers.");
  return from + TaughtBy(options.teacher) + " It reads the first " +
         std::to_string(encoder.max_tokens) + " tokens of an essay; " +
         std::to_string(fit.cut_essays()) + " of the training essays have more.";
}

Result<void> Run(Options options) {
  train::UseThreads(options.essays.threads);
  if (auto scale = ScaleOf(options.essays); !scale) return Failure(scale.error());
  auto set = ReadEssays(options.essays, train::Content::kTexts);
  if (!set) return Failure(set.error());
  auto asked = AskTeacher(options.teacher, options.essays, *set, &options.recipe);
  if (!asked) return Failure(asked.error());
  const auto rows = RowsOf(options, *set);
  const std::string& work = options.work;
  const std::string folder = std::filesystem::path(work).parent_path().string();
  const auto scale = ScaleToCheckOn(options.essays, *set);
  if (!scale) return Failure(scale.error());
  options.recipe.check_export = *scale;
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

Verb VerbOf(const TransformerKind& kind) {
  return {{kind.name}, kind.summary, [kind](CLI::App& command) -> std::function<int()> {
            auto options = std::make_shared<Options>();
            options->recipe = RecipeOf(kind);
            AddEssayOptions(command, &options->essays);
            AddTraitsOption(command, &options->essays);
            AddEncoderOptions(command, &options->recipe);
            AddTeacherOptions(command, &options->teacher);
            AddPackageOptions(command, &options->package, kind.title);
            AddWorkOption(command, &options->work);
            command.add_flag("--only-extra", options->only_extra,
                             "Learn from the --extra essays alone; --data says which texts to "
                             "leave out of them, for tuning on --data afterwards");
            command.add_option("--keep", options->keep,
                               "Write the network as a checkpoint to this folder, for --init");
            command.footer(std::string("Example:\n  redquill-train ") + kind.name + kind.start +
                           " --data essays.csv --out " + kind.name + ".rqm --work " + kind.name);
            return [options] {
              const auto done = Run(*options);
              return done ? 0 : PrintError(done.error(), options->essays.json);
            };
          }};
}

}  // namespace

Verb MinilmVerb() { return VerbOf(kMinilm); }
Verb DistilbertVerb() { return VerbOf(kDistilbert); }
Verb DebertaV3Verb() { return VerbOf(kDebertaV3); }
Verb Gpt2Verb() { return VerbOf(kGpt2); }
Verb LlamaVerb() { return VerbOf(kLlama); }

}  // namespace redquill::train_app
