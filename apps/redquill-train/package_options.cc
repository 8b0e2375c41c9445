#include "redquill-train/package_options.h"

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "base/file.h"
#include "base/version.h"
#include "model/package.h"
#include "redquill-train/command_line.h"

namespace redquill::train_app {
namespace {

std::string NthOr(const std::vector<std::string>& values, size_t n, const std::string& other) {
  return n < values.size() ? values[n] : other;
}

model::TrainingWords WordsOf(const train::EssaySet& set) {
  std::vector<uint32_t> words = set.words;
  std::sort(words.begin(), words.end());
  const auto at = [&](size_t percent) { return words[(words.size() - 1) * percent / 100]; };
  return {at(0), at(5), at(50), at(95), at(100)};
}

}  // namespace

void AddPackageOptions(CLI::App& command, PackageOptions* options, const std::string& title) {
  options->title = title;
  command.add_option("--out", options->out, "The package to write, NAME.rqm")->required();
  command.add_option("--name", options->name, "The model's name (default: the file's)");
  command.add_option("--title", options->title, "One line about it for people")
      ->capture_default_str();
  command.add_option("--model-version", options->version, "Its version")->capture_default_str();
  command.add_option("--licence", options->licence, "The model's licence");
  command.add_option("--data-name", options->data_names,
                     "What to call --data, then each --extra (default: the file's name)");
  command.add_option("--data-licence", options->data_licences,
                     "Their licences (default: the model's)");
  command.add_option("--evaluation", options->evaluations,
                     "What `cv … --json` printed, for the model card");
}

model::Manifest BareManifest(const PackageOptions& options) {
  model::Manifest manifest;
  manifest.name =
      options.name.empty() ? std::filesystem::path(options.out).stem().string() : options.name;
  manifest.title = options.title;
  manifest.version = options.version;
  manifest.licence = options.licence;
  return manifest;
}

model::Manifest ManifestOf(const PackageOptions& options, const train::EssaySet& set,
                           const model::Scale& scale) {
  model::Manifest manifest = BareManifest(options);
  manifest.outputs = {{set.output, scale}};
  for (const train::TraitScores& trait : set.traits)
    manifest.outputs.push_back({trait.name, scale});
  manifest.training_words = WordsOf(set);
  for (size_t s = 0; s < set.sources.size(); ++s) {
    const auto& source = set.sources[s];
    manifest.training_data.push_back({NthOr(options.data_names, s, train::FileName(source.path)),
                                      source.sha256, source.essays + source.repeated,
                                      NthOr(options.data_licences, s, options.licence)});
  }
  return manifest;
}

Result<std::vector<train::EvaluationSummary>> ReadEvaluations(const PackageOptions& options) {
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

nlohmann::json ToJson(const std::vector<train::EvaluationSummary>& evaluations) {
  nlohmann::json all = nlohmann::json::array();
  for (const auto& evaluation : evaluations) all.push_back(train::ToJson(evaluation));
  return all;
}

train::CardFacts FactsOf(const train::EssaySet& set,
                         const std::vector<train::EvaluationSummary>& evaluations,
                         const std::string& libraries) {
  train::CardFacts facts;
  facts.command = PublishedCommand();
  facts.program = std::string("redquill-train ") + kVersion + ", " + libraries;
  facts.sources = set.sources;
  facts.evaluations = evaluations;
  for (size_t p = 0; p < set.prompts.size(); ++p) {
    facts.prompts.emplace_back(
        set.prompts[p],
        static_cast<size_t>(std::count(set.prompt.begin(), set.prompt.end(), static_cast<int>(p))));
  }
  return facts;
}

Result<std::string> WriteAndDigest(const PackageOptions& options, const std::string& bytes) {
  if (auto written = WriteFileAtomically(options.out, bytes); !written) {
    return Failure(written.error());
  }
  const auto heading = model::ReadHeading(options.out);
  if (!heading) return Failure(heading.error());
  return heading->digest;
}

}  // namespace redquill::train_app
