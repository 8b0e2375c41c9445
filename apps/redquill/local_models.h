#ifndef REDQUILL_APPS_REDQUILL_LOCAL_MODELS_H_
#define REDQUILL_APPS_REDQUILL_LOCAL_MODELS_H_

#include <CLI/CLI.hpp>
#include <memory>
#include <string>

#include "base/error.h"
#include "scoring/service.h"

namespace redquill::app {

/// Which models a verb works with that runs them itself, without a server.
struct LocalModels {
  std::string model;   ///< A name, for LocalPackage also a path; empty: models.default of the
                       ///< configuration, else the usual one.
  std::string folder;  ///< --models; empty: the usual places.
  std::string config;  ///< A configuration file; empty: none.
};

/// Adds --models and --config.
void AddLocalModels(CLI::App& command, LocalModels& models);

/// How backends run, by the engine.* keys of the configuration file and of the environment. Other
/// keys are read and checked too, but say nothing to such a verb. The errors of config::Load.
Result<engine::OpenOptions> LocalEngine(const LocalModels& models);

/// Opens and proves the package that `models.model` names, or whose path it is. The errors of
/// model::ModelsFolder and model::LoadModel.
Result<std::shared_ptr<const model::Package>> LocalPackage(const LocalModels& models);

/// Loads the one model, and no other package of the folder. The errors of config::Load,
/// model::ModelsFolder and scoring::Service::Load.
Result<std::unique_ptr<const scoring::Service>> LoadLocal(const LocalModels& models);

}  // namespace redquill::app

#endif  // REDQUILL_APPS_REDQUILL_LOCAL_MODELS_H_
