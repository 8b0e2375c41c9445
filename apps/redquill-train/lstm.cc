#include <memory>
#include <numeric>

#include "redquill-train/network_options.h"
#include "redquill-train/verbs.h"

namespace redquill::train_app {
namespace {

struct Options {
  EssayOptions essays;
  train::LstmRecipe recipe;
  TeacherOptions teacher;
  PackageOptions package;
  std::string work;
};

Result<void> Run(const Options& options) {
  train::UseThreads(1);
  if (auto scale = ScaleOf(options.essays); !scale) return Failure(scale.error());
  const auto set = ReadEssays(options.essays, train::Content::kTexts);
  if (!set) return Failure(set.error());
  std::vector<size_t> rows(set->size());
  std::iota(rows.begin(), rows.end(), size_t{0});
  const std::string& work = options.work;
  const auto scale = ScaleToCheckOn(options.essays, *set);
  if (!scale) return Failure(scale.error());
  train::LstmRecipe recipe = options.recipe;
  recipe.check_export = *scale;
  auto asked = AskTeacher(options.teacher, options.essays, *set, &recipe);
  if (!asked) return asked;
  const auto model = train::FitLstm(*set, rows, recipe, false, options.essays.seed,
                                    work.empty() ? "" : work + ".safetensors",
                                    NetworkProgress("Training", options.essays.quiet));
  if (!model) return Failure(model.error());
  return WriteNetwork(options.package, options.essays, *set, *model, work,
                      "A bidirectional LSTM over word embeddings that it learned itself, pooled "
                      "over time, and one linear layer.");
}

}  // namespace

Verb LstmVerb() {
  return {{"lstm"}, "Train an LSTM", [](CLI::App& command) -> std::function<int()> {
            auto options = std::make_shared<Options>();
            AddEssayOptions(command, &options->essays);
            AddTraitsOption(command, &options->essays);
            AddLstmOptions(command, &options->recipe);
            AddTeacherOptions(command, &options->teacher);
            AddPackageOptions(command, &options->package, "LSTM");
            AddWorkOption(command, &options->work);
            command.footer(
                "Example:\n  redquill-train lstm --data essays.csv --out lstm.rqm --work lstm");
            return [options] {
              const auto done = Run(*options);
              return done ? 0 : PrintError(done.error(), options->essays.json);
            };
          }};
}

}  // namespace redquill::train_app
