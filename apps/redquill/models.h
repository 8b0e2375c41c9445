#ifndef REDQUILL_APPS_REDQUILL_MODELS_H_
#define REDQUILL_APPS_REDQUILL_MODELS_H_

#include <CLI/CLI.hpp>
#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "base/error.h"
#include "model/manifest.h"

namespace redquill::app {

struct ModelsOptions {
  std::string models, model;
  bool json = false;
};

// The actions of `redquill models`, each in a file of its name. They print, and return the exit
// status.
Result<int> InspectModel(const ModelsOptions& options);
Result<int> ListModels(const ModelsOptions& options);
Result<int> ShowModel(const ModelsOptions& options);
Result<int> VerifyModel(const ModelsOptions& options);

/// What a chosen action will do.
using ModelsAction = std::function<Result<int>()>;

/// Declares `redquill models export`.
void DeclareExport(CLI::App& models, bool* as_json, ModelsAction* chosen);

/// Declares `redquill models import`, which has options of its own.
void DeclareImport(CLI::App& models, bool* as_json, ModelsAction* chosen);

/// The file behind the model that was named, by name or path; its content is not proven.
Result<std::string> FileOfModel(const ModelsOptions& options);

/// The manifest as it stands in the package, with the digest that names it.
nlohmann::json ManifestJson(const model::Manifest& manifest, const std::string& digest);

}  // namespace redquill::app

#endif  // REDQUILL_APPS_REDQUILL_MODELS_H_
