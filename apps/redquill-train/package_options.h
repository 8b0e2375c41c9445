#ifndef REDQUILL_APPS_REDQUILL_TRAIN_PACKAGE_OPTIONS_H_
#define REDQUILL_APPS_REDQUILL_TRAIN_PACKAGE_OPTIONS_H_

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

#include "base/error.h"
#include "model/manifest.h"
#include "train/feature/model_card.h"

namespace redquill::train_app {

/// What every verb that writes a package can be told of it.
struct PackageOptions {
  std::string out, name, title, version = "1.0.0", licence = "not stated";
  std::vector<std::string> data_names, data_licences, evaluations;
};

/// `title` is the default one.
void AddPackageOptions(CLI::App& command, PackageOptions* options, const std::string& title);

/// Name, title, version and licence; the rest is the model's.
model::Manifest BareManifest(const PackageOptions& options);

/// The same with the scale and what was learned from.
model::Manifest ManifestOf(const PackageOptions& options, const train::EssaySet& set,
                           const model::Scale& scale);

/// What `cv … --json` printed, of every --evaluation.
Result<std::vector<train::EvaluationSummary>> ReadEvaluations(const PackageOptions& options);

/// The evaluations as they stand in a manifest's metrics.
nlohmann::json ToJson(const std::vector<train::EvaluationSummary>& evaluations);

/// For the card; `libraries` such as "xgboost 1.7.4".
train::CardFacts FactsOf(const train::EssaySet& set,
                         const std::vector<train::EvaluationSummary>& evaluations,
                         const std::string& libraries);

/// Writes the package's bytes; its digest.
Result<std::string> WriteAndDigest(const PackageOptions& options, const std::string& bytes);

}  // namespace redquill::train_app

#endif  // REDQUILL_APPS_REDQUILL_TRAIN_PACKAGE_OPTIONS_H_
