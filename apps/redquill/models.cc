#include "redquill/models.h"

#include <memory>
#include <nlohmann/json.hpp>

#include "model/library.h"
#include "model/models_folder.h"
#include "redquill/print.h"
#include "redquill/verbs.h"

namespace redquill::app {
namespace {

using Action = Result<int> (*)(const ModelsOptions&);

void AddAction(CLI::App& command, const char* name, const char* summary, bool takes_model,
               Action action, const std::shared_ptr<ModelsOptions>& options, ModelsAction* chosen) {
  CLI::App* sub = command.add_subcommand(name, summary);
  if (takes_model) {
    sub->add_option("model", options->model, "A model's name, or the path of a package")
        ->required();
  }
  AddModelsOption(*sub, options->models);
  sub->add_flag("--json", options->json, "Print JSON");
  sub->footer(std::string("Example:\n  redquill models ") + name +
              (takes_model ? " features" : ""));
  sub->callback(
      [chosen, action, options] { *chosen = [action, options] { return action(*options); }; });
}

}  // namespace

Result<std::string> FileOfModel(const ModelsOptions& options) {
  if (options.model.find('/') != std::string::npos || options.model.ends_with(".rqm")) {
    return options.model;
  }
  const auto folder = model::ModelsFolder(options.models);
  if (!folder) return Failure(folder.error());
  const auto library = model::ReadLibrary(*folder);
  if (!library) return Failure(library.error());
  for (const auto& entry : library->entries) {
    if (entry.heading.manifest.name == options.model) return entry.file;
  }
  const auto loaded = library->Load(options.model);
  return loaded ? Result<std::string>((*loaded)->path()) : Failure(loaded.error());
}

nlohmann::json ManifestJson(const model::Manifest& manifest, const std::string& digest) {
  auto all = nlohmann::json::parse(*model::WriteManifest(manifest));
  all["digest"] = digest;
  return all;
}

Verb ModelsVerb() {
  return {"models", "List, show, verify, inspect, import and export model packages",
          [](CLI::App& command) -> std::function<int()> {
            auto options = std::make_shared<ModelsOptions>();
            auto chosen = std::make_shared<ModelsAction>();
            command.require_subcommand(1);
            AddAction(command, "list", "The packages in the models folder", false, &ListModels,
                      options, chosen.get());
            AddAction(command, "show", "What a package says of itself", true, &ShowModel, options,
                      chosen.get());
            AddAction(command, "verify", "Check every file of a package against its digest", true,
                      &VerifyModel, options, chosen.get());
            AddAction(command, "inspect",
                      "What a package, an ONNX file or a checkpoint folder is made of", true,
                      &InspectModel, options, chosen.get());
            DeclareImport(command, &options->json, chosen.get());
            DeclareExport(command, &options->json, chosen.get());
            return [options, chosen]() -> int {
              auto status = (*chosen)();
              if (!status) return PrintError(status.error(), options->json);
              auto printed = PrintedAll();
              return printed ? *status : PrintError(printed.error(), false);
            };
          }};
}

}  // namespace redquill::app
