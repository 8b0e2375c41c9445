#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <numeric>

#include "base/file.h"
#include "base/json.h"
#include "base/sha256.h"
#include "redquill-train/essay_options.h"
#include "redquill-train/model_card.h"
#include "redquill-train/verbs.h"
#include "table/folds.h"
#include "train/feature/feature_model.h"

namespace redquill::train_app {
namespace {

struct Options {
  EssayOptions essays;
  std::string out, name, title, version = "1.0.0", metrics;
  std::string data_licence = "unknown", licence = "See the training data's licences.";
};

/// The inner fold of each essay, from the fold file; empty without one.
Result<std::vector<int>> InnerFolds(const EssayOptions& options, const train::EssaySet& set) {
  std::vector<int> inner;
  if (options.folds.empty()) return inner;
  const auto folds = table::ReadFoldsFile(options.folds);
  if (!folds) return Failure(folds.error());
  for (const auto& id : set.id) {
    int fold = 0;
    for (; fold < folds->count(); ++fold) {
      const auto part = folds->PartOf(id, fold);
      if (!part) return Failure(part.error(), options.folds);
      if (*part == table::Part::kTest) break;
    }
    inner.push_back(fold % folds->count());
  }
  return inner;
}

model::Scale ScaleSeen(const train::EssaySet& set) {
  const auto [low, high] = std::minmax_element(set.score.begin(), set.score.end());
  const bool halves = std::any_of(set.score.begin(), set.score.end(), [](double score) {
    return score != static_cast<double>(static_cast<long>(score));
  });
  return {*low, *high, halves ? 0.5 : 1.0};
}

model::TrainingWords WordsSeen(std::vector<uint32_t> words) {
  std::sort(words.begin(), words.end());
  const auto at = [&](double share) {
    return words[static_cast<size_t>(share * static_cast<double>(words.size() - 1))];
  };
  return {words.front(), at(0.05), at(0.5), at(0.95), words.back()};
}

Result<model::Manifest> Describe(const Options& options, const train::EssaySet& set) {
  model::Manifest manifest;
  manifest.name =
      options.name.empty() ? std::filesystem::path(options.out).stem().string() : options.name;
  manifest.title = options.title.empty() ? "Feature model" : options.title;
  manifest.version = options.version;
  manifest.licence = options.licence;
  const auto scale = ScaleOf(options.essays);
  if (!scale) return Failure(scale.error());
  manifest.outputs = {{"holistic", scale->value_or(ScaleSeen(set))}};
  for (const auto& source : set.sources) {
    manifest.training_data.push_back({std::filesystem::path(source.path).filename().string(),
                                      source.sha256, source.essays, options.data_licence});
  }
  manifest.training_words = WordsSeen(set.words);
  if (!options.metrics.empty()) {
    auto text = ReadFile(options.metrics, 1 << 20);
    if (!text) return Failure(text.error());
    auto json = ParseJson(*text);
    if (!json) return Failure(json.error(), options.metrics);
    manifest.metrics = std::move(*json);
  }
  return manifest;
}

/// The command without the paths of one machine.
std::string Command(const Options& options, const train::EssaySet& set) {
  std::string command = "redquill-train features";
  for (size_t i = 0; i < set.sources.size(); ++i) {
    command += (i == 0 ? " --data " : " --extra ") +
               std::filesystem::path(set.sources[i].path).filename().string();
  }
  if (options.essays.data.skip_unscored) command += " --skip-unscored";
  if (!options.essays.folds.empty()) command += " --folds folds.tsv";
  return command + " --seed " + std::to_string(options.essays.seed) + " --out " +
         std::filesystem::path(options.out).filename().string();
}

Result<void> Train(const Options& options) {
  const auto set = ReadEssays(options.essays);
  if (!set) return Failure(set.error());
  const auto inner = InnerFolds(options.essays, *set);
  if (!inner) return Failure(inner.error());
  auto manifest = Describe(options, *set);
  if (!manifest) return Failure(manifest.error());
  std::vector<size_t> rows(set->size());
  std::iota(rows.begin(), rows.end(), size_t{0});
  const train::Recipe recipe = train::DefaultRecipe();
  const train::Parts parts = train::PartsFor(*set);
  const auto model = [&] {
    FitProgress progress("Training", train::StepsOf(parts, recipe.inner_folds),
                         options.essays.quiet);
    return train::FitFeatureModel(*set, rows, recipe,
                                  {.parts = parts,
                                   .inner = *inner,
                                   .seed = options.essays.seed,
                                   .threads = options.essays.threads,
                                   .step = [&] { progress.Step(); }});
  }();
  if (!model) return Failure(model.error());
  model::Manifest described = *manifest;
  described.prompts = model->prompts;
  const auto bytes = train::PackFeatureModel(*model, *manifest,
                                             FeatureModelCard(described, Command(options, *set)));
  if (!bytes) return Failure(bytes.error());
  if (auto written = WriteFileAtomically(options.out, *bytes); !written) return written;
  if (options.essays.json) {
    const nlohmann::json report = {{"out", options.out},
                                   {"bytes", bytes->size()},
                                   {"sha256", Sha256Hex(*bytes)},
                                   {"essays", set->size()},
                                   {"prompts", model->prompts}};
    std::printf("%s\n", report.dump().c_str());
  } else {
    std::printf("%s: %zu bytes, trained on %zu essays of %zu prompts\n", options.out.c_str(),
                bytes->size(), set->size(), model->prompts.size());
    for (const auto& source : set->sources) {
      std::printf("  %s: %zu essays, %zu without a score and %zu repeated left out\n",
                  source.path.c_str(), source.essays, source.unscored, source.repeated);
    }
  }
  return {};
}

}  // namespace

Verb FeaturesVerb() {
  return {{"features"}, "Train a feature model", [](CLI::App& command) -> std::function<int()> {
            auto options = std::make_shared<Options>();
            AddEssayOptions(command, &options->essays);
            command.add_option("--out", options->out, "The package to write (.rqm)")->required();
            command.add_option("--name", options->name, "The model's name (default: the file's)");
            command.add_option("--title", options->title, "One line for people");
            command.add_option("--model-version", options->version, "Version of the model")
                ->capture_default_str();
            command.add_option("--data-licence", options->data_licence,
                               "Licence of the training essays");
            command.add_option("--licence", options->licence, "Licence of the model");
            command.add_option("--metrics", options->metrics,
                               "JSON object of measured figures to keep in the package");
            command.footer(
                "Example:\n  redquill-train features --data essays.csv --folds folds.tsv "
                "--out features.rqm");
            return [options] {
              const auto done = Train(*options);
              return done ? 0 : PrintError(done.error(), options->essays.json);
            };
          }};
}

}  // namespace redquill::train_app
