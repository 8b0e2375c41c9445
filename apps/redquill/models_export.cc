#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>

#include "base/file.h"
#include "model/package.h"
#include "model/triton/triton_config.h"
#include "redquill/models.h"
#include "redquill/print.h"

namespace redquill::app {
namespace {

namespace fs = std::filesystem;

struct ExportCommand {
  ModelsOptions models;
  std::string triton;
  model::TritonOptions options;
};

/// The model under its name in a Triton model repository. What Triton passes over, but whoever
/// makes its inputs and reads its outputs needs, lies beside the version's folder.
Result<int> ExportToTriton(const ExportCommand& command) {
  const auto file = FileOfModel(command.models);
  if (!file) return Failure(file.error());
  const auto package = model::Package::Open(*file);
  if (!package) return Failure(package.error());
  const model::Manifest& manifest = (*package)->manifest();
  const auto config = model::TritonConfig(manifest, (*package)->digest(), command.options);
  if (!config) return Failure(config.error());
  const fs::path folder = fs::path(command.triton) / manifest.name;
  std::error_code failed;
  if (fs::exists(folder, failed)) {
    return Fail(Code::kConflict,
                folder.string() + " is there already; name another folder or remove it", "triton");
  }
  fs::create_directories(folder / "1", failed);
  if (failed) {
    return Fail(Code::kIo, folder.string() + " can't be made: " + failed.message(), "triton");
  }
  const auto write = [&](const fs::path& path, std::string_view bytes) {
    return WriteFileAtomically((folder / path).string(), bytes);
  };
  if (auto wrote = write("config.pbtxt", *config); !wrote) return Failure(wrote.error());
  for (const auto& [name, path] :
       {std::pair(model::kModelFile, fs::path("1")), std::pair(model::kTokenizerFile, fs::path()),
        std::pair(model::kCalibrationFile, fs::path()),
        std::pair(model::kModelCardFile, fs::path())}) {
    if (!(*package)->Has(name)) continue;
    const auto bytes = (*package)->Text(name);
    if (!bytes) return Failure(bytes.error());
    if (auto wrote = write(path / name, *bytes); !wrote) return Failure(wrote.error());
  }
  if (command.models.json) {
    Print(nlohmann::json{{"folder", folder.string()}, {"model", manifest.name}}.dump() + "\n");
  } else {
    Print("Wrote " + folder.string() +
          "\nIt takes token ids (by tokenizer.json) and gives raw values " +
          "(calibration.json makes scores of them).\n");
  }
  return 0;
}

}  // namespace

void DeclareExport(CLI::App& models, bool* as_json, ModelsAction* chosen) {
  CLI::App* sub = models.add_subcommand("export", "Write a model in another server's form");
  auto command = std::make_shared<ExportCommand>();
  sub->add_option("model", command->models.model, "A model's name, or the path of a package")
      ->required();
  sub->add_option("--triton", command->triton, "Folder of a Triton model repository")->required();
  sub->add_option("--max-batch", command->options.max_batch, "Texts in one run (8)")
      ->check(CLI::Range(1, 1024));
  AddModelsOption(*sub, command->models.models);
  sub->add_flag("--json", *as_json, "Print JSON");
  sub->footer("Example:\n  redquill models export deberta --triton /srv/triton/models");
  sub->callback([command, as_json, chosen] {
    *chosen = [command, as_json] {
      command->models.json = *as_json;
      return ExportToTriton(*command);
    };
  });
}

}  // namespace redquill::app
