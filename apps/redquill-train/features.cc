#include <algorithm>
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>
#include <numeric>

#include "engine/gbdt/booster.h"
#include "redquill-train/essay_options.h"
#include "redquill-train/package_options.h"
#include "redquill-train/verbs.h"
#include "table/folds.h"
#include "train/feature/cv_tasks.h"
#include "train/feature/model_card.h"

namespace redquill::train_app {
namespace {

struct Options {
  EssayOptions essays;
  PackageOptions package;
};

/// The inner fold of every essay: the fold in which it is for testing; extra essays are dealt out.
Result<std::vector<int>> InnerFolds(const train::EssaySet& set, const std::string& path) {
  if (path.empty()) return std::vector<int>();
  const auto folds = table::ReadFoldsFile(path);
  if (!folds) return Failure(folds.error());
  std::vector<std::string> ids;
  for (size_t row = 0; row < set.size(); ++row) {
    if (!set.extra[row]) ids.push_back(set.id[row]);
  }
  if (auto fits = folds->CheckIds(ids); !fits) return Failure(fits.error(), path);
  std::vector<int> inner(set.size());
  int next = 0;
  for (size_t row = 0; row < set.size(); ++row) {
    if (set.extra[row]) {
      inner[row] = next++ % folds->count();
      continue;
    }
    for (int fold = 0; fold < folds->count(); ++fold) {
      if (*folds->PartOf(set.id[row], fold) == table::Part::kTest) inner[row] = fold;
    }
  }
  return inner;
}

/// Fills the manifest's metrics, packs the model with its card, and writes it.
Result<void> Write(const Options& options, const train::EssaySet& set,
                   const std::vector<size_t>& rows, const train::FeatureModel& model,
                   const std::vector<train::EvaluationSummary>& evaluations) {
  auto given = ScaleOf(options.essays);
  if (!given) return Failure(given.error());
  const model::Scale scale = *given ? **given : train::ScaleOf(set, rows);
  model::Manifest manifest = ManifestOf(options.package, set, scale);
  nlohmann::json inner = nlohmann::json::object();
  for (size_t part = 0; part < model.spec.parts.size(); ++part) {
    const std::string& name = model.spec.parts[part].name;
    inner[name.empty() ? "model" : name] = train::InnerAgreement(set, rows, model, part, scale);
  }
  manifest.metrics = {{"inner_out_of_fold", inner}, {"cross_validation", ToJson(evaluations)}};
  const auto bytes = train::PackFeatureModel(
      model, manifest,
      train::ModelCard(manifest, model, FactsOf(set, evaluations, engine::gbdt::RuntimeName())));
  if (!bytes) return Failure(bytes.error());
  const auto digest = WriteAndDigest(options.package, *bytes);
  if (!digest) return Failure(digest.error());
  if (options.essays.json) {
    const nlohmann::json told = {{"file", options.package.out}, {"digest", *digest},
                                 {"bytes", bytes->size()},      {"essays", set.size()},
                                 {"prompts", model.prompts},    {"inner_out_of_fold", inner}};
    std::printf("%s\n", told.dump(2).c_str());
  } else {
    std::printf("%s: %zu bytes, learned from %zu essays\n  digest %s\n",
                options.package.out.c_str(), bytes->size(), set.size(), digest->c_str());
    for (const auto& [part, agreement] : inner.items()) {
      std::printf("  %s: QWK %.4f between its inner folds\n", part.c_str(),
                  agreement["qwk"].get<double>());
    }
  }
  return {};
}

Result<void> Run(const Options& options) {
  // Whatever can be refused early is: fitting takes minutes.
  if (auto scale = ScaleOf(options.essays); !scale) return Failure(scale.error());
  const auto evaluations = ReadEvaluations(options.package);
  if (!evaluations) return Failure(evaluations.error());
  const auto set = ReadEssays(options.essays);
  if (!set) return Failure(set.error());
  auto inner = InnerFolds(*set, options.essays.folds);
  if (!inner) return Failure(inner.error());
  const train::Recipe recipe = train::DefaultRecipe();
  std::vector<size_t> rows(set->size());
  std::iota(rows.begin(), rows.end(), size_t{0});
  train::FitOptions fit{.parts = train::PartsFor(*set),
                        .inner = std::move(*inner),
                        .seed = options.essays.seed,
                        .threads = options.essays.threads};
  const auto model = [&] {
    FitProgress progress("Fitting", train::StepsOf(fit.parts, recipe.inner_folds),
                         options.essays.quiet);
    fit.step = [&] { progress.Step(); };
    return train::FitFeatureModel(*set, rows, recipe, fit);
  }();
  if (!model) return Failure(model.error());
  return Write(options, *set, rows, *model, *evaluations);
}

}  // namespace

Verb FeaturesVerb() {
  return {{"features"}, "Train a feature model", [](CLI::App& command) -> std::function<int()> {
            auto options = std::make_shared<Options>();
            AddEssayOptions(command, &options->essays);
            AddPackageOptions(command, &options->package, "Feature model");
            command.footer(
                "Example:\n  redquill-train features --data essays.csv --folds folds.tsv "
                "--out features.rqm");
            return [options] {
              const auto done = Run(*options);
              return done ? 0 : PrintError(done.error(), options->essays.json);
            };
          }};
}

}  // namespace redquill::train_app
