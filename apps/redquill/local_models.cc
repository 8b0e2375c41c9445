#include "redquill/local_models.h"

#include "config/load.h"
#include "model/library.h"
#include "model/models_folder.h"
#include "redquill/engine_options.h"
#include "redquill/print.h"

namespace redquill::app {
namespace {

Result<config::Config> Configured(const LocalModels& models) {
  return config::Load({models.config, config::Environment(), {}});
}

}  // namespace

void AddLocalModels(CLI::App& command, LocalModels& models) {
  AddModelsOption(command, models.folder);
  command.add_option("--config", models.config,
                     "Configuration file (TOML), for its engine.* keys and models.default");
}

Result<engine::OpenOptions> LocalEngine(const LocalModels& models) {
  const auto config = Configured(models);
  if (!config) return Failure(config.error());
  return EngineOptions(config->engine);
}

Result<std::shared_ptr<const model::Package>> LocalPackage(const LocalModels& models) {
  std::string folder;
  if (models.model.find('/') == std::string::npos && !models.model.ends_with(".rqm")) {
    auto found = model::ModelsFolder(models.folder);
    if (!found) return Failure(found.error());
    folder = *found;
  }
  return model::LoadModel(models.model, folder);
}

Result<std::unique_ptr<const scoring::Service>> LoadLocal(const LocalModels& models) {
  const auto config = Configured(models);
  if (!config) return Failure(config.error());
  auto engine = EngineOptions(config->engine);
  if (!engine) return Failure(engine.error());
  const auto folder = model::ModelsFolder(models.folder);
  if (!folder) return Failure(folder.error());
  scoring::Options load{
      .models_folder = *folder,
      .default_model = models.model.empty() ? config->models.default_model : models.model,
      .default_alone = true,
      .engine = *std::move(engine),
      .warm_up = false};
  if (!models.model.empty()) load.only = {models.model};
  return scoring::Service::Load(load);
}

}  // namespace redquill::app
