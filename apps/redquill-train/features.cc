#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <numeric>

#include "base/file.h"
#include "base/version.h"
#include "engine/gbdt/booster.h"
#include "model/package.h"
#include "redquill-train/command_line.h"
#include "redquill-train/essay_options.h"
#include "redquill-train/verbs.h"
#include "table/folds.h"
#include "train/feature/cv_tasks.h"
#include "train/feature/model_card.h"

namespace redquill::train_app {
namespace {

struct Options {
  EssayOptions essays;
  std::string out, name, title = "Feature model", version = "1.0.0";
  std::string licence = "not stated";
  std::vector<std::string> data_names, data_licences, evaluations;
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

std::string NthOr(const std::vector<std::string>& values, size_t n, const std::string& other) {
  return n < values.size() ? values[n] : other;
}

model::TrainingWords WordsOf(const train::EssaySet& set) {
  std::vector<uint32_t> words = set.words;
  std::sort(words.begin(), words.end());
  const auto at = [&](size_t percent) { return words[(words.size() - 1) * percent / 100]; };
  return {at(0), at(5), at(50), at(95), at(100)};
}

model::Manifest MakeManifest(const Options& options, const train::EssaySet& set,
                             const model::Scale& scale) {
  model::Manifest manifest;
  manifest.name =
      options.name.empty() ? std::filesystem::path(options.out).stem().string() : options.name;
  manifest.title = options.title;
  manifest.version = options.version;
  manifest.licence = options.licence;
  manifest.outputs = {{"holistic", scale}};
  manifest.training_words = WordsOf(set);
  for (size_t s = 0; s < set.sources.size(); ++s) {
    const auto& source = set.sources[s];
    manifest.training_data.push_back({NthOr(options.data_names, s, train::FileName(source.path)),
                                      source.sha256, source.essays + source.repeated,
                                      NthOr(options.data_licences, s, options.licence)});
  }
  return manifest;
}

Result<std::vector<train::EvaluationSummary>> ReadEvaluations(const Options& options) {
  std::vector<train::EvaluationSummary> summaries;
  for (const std::string& path : options.evaluations) {
    const auto text = ReadFile(path, 8 << 20);
    if (!text) return Failure(text.error());
    auto summary = train::ReadSummary(*text, path);
    if (!summary) return Failure(summary.error());
    summaries.push_back(std::move(*summary));
  }
  return summaries;
}

train::CardFacts Facts(const train::EssaySet& set,
                       const std::vector<train::EvaluationSummary>& evaluations) {
  train::CardFacts facts;
  facts.command = PublishedCommand();
  facts.program = std::string("redquill-train ") + kVersion + ", " + engine::gbdt::RuntimeName();
  facts.sources = set.sources;
  facts.evaluations = evaluations;
  for (size_t p = 0; p < set.prompts.size(); ++p) {
    facts.prompts.emplace_back(
        set.prompts[p],
        static_cast<size_t>(std::count(set.prompt.begin(), set.prompt.end(), static_cast<int>(p))));
  }
  return facts;
}

/// Fills the manifest's metrics, packs the model with its card, and writes it.
Result<void> Write(const Options& options, const train::EssaySet& set,
                   const std::vector<size_t>& rows, const train::FeatureModel& model,
                   const std::vector<train::EvaluationSummary>& evaluations) {
  auto given = ScaleOf(options.essays);
  if (!given) return Failure(given.error());
  const model::Scale scale = *given ? **given : train::ScaleOf(set, rows);
  model::Manifest manifest = MakeManifest(options, set, scale);
  nlohmann::json inner = nlohmann::json::object(), outer = nlohmann::json::array();
  for (size_t part = 0; part < model.spec.parts.size(); ++part) {
    const std::string& name = model.spec.parts[part].name;
    inner[name.empty() ? "model" : name] = train::InnerAgreement(set, rows, model, part, scale);
  }
  for (const auto& evaluation : evaluations) outer.push_back(ToJson(evaluation));
  manifest.metrics = {{"inner_out_of_fold", inner}, {"cross_validation", outer}};
  const auto bytes = train::PackFeatureModel(
      model, manifest, train::ModelCard(manifest, model, Facts(set, evaluations)));
  if (!bytes) return Failure(bytes.error());
  if (auto written = WriteFileAtomically(options.out, *bytes); !written) return written;
  const auto heading = model::ReadHeading(options.out);
  if (!heading) return Failure(heading.error());
  if (options.essays.json) {
    const nlohmann::json told = {{"file", options.out},      {"digest", heading->digest},
                                 {"bytes", bytes->size()},   {"essays", set.size()},
                                 {"prompts", model.prompts}, {"inner_out_of_fold", inner}};
    std::printf("%s\n", told.dump(2).c_str());
  } else {
    std::printf("%s: %zu bytes, learned from %zu essays\n  digest %s\n", options.out.c_str(),
                bytes->size(), set.size(), heading->digest.c_str());
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
  const auto evaluations = ReadEvaluations(options);
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
            command.add_option("--out", options->out, "The package to write, NAME.rqm")->required();
            command.add_option("--name", options->name, "The model's name (default: the file's)");
            command.add_option("--title", options->title, "One line about it for people");
            command.add_option("--model-version", options->version, "Its version")
                ->capture_default_str();
            command.add_option("--licence", options->licence, "The model's licence");
            command.add_option("--data-name", options->data_names,
                               "What to call --data, then each --extra (default: the file's name)");
            command.add_option("--data-licence", options->data_licences,
                               "Their licences (default: the model's)");
            command.add_option("--evaluation", options->evaluations,
                               "What `cv features --json` printed, for the model card");
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
