#include "model/models_folder.h"

#include <cstdlib>
#include <filesystem>
#include <system_error>

namespace redquill::model {
namespace {

namespace fs = std::filesystem;

bool IsFolder(const std::string& path) {
  std::error_code ignored;
  return fs::is_directory(path, ignored);
}

Result<std::string> Asked(const std::string& folder, std::string_view by) {
  if (IsFolder(folder)) return folder;
  return Fail(Code::kNotFound,
              "the models folder " + folder + ", named by " + std::string(by) + ", is not there",
              "models");
}

}  // namespace

Result<std::string> FindModelsFolder(const FolderPlaces& places) {
  if (!places.flag.empty()) return Asked(places.flag, "--models");
  if (!places.environment.empty()) return Asked(places.environment, "REDQUILL_MODELS");
  // Under the working folder the short form is kept, so that messages and receipts stay relative.
  const fs::path working = places.working_folder;
  if (IsFolder((working / "models").string())) {
    return working.empty() ? "models" : (working / "models").string();
  }
  const fs::path installed =
      fs::path(places.program).parent_path().parent_path() / "share/redquill/models";
  if (!places.program.empty() && IsFolder(installed.string())) return installed.string();
  return Fail(Code::kNotFound,
              "there is no models folder: neither ./models nor " + installed.string() +
                  "; name one with --models or REDQUILL_MODELS",
              "models");
}

Result<std::string> ModelsFolder(const std::string& flag) {
  const char* environment = std::getenv("REDQUILL_MODELS");
  std::error_code ignored;
  return FindModelsFolder({.flag = flag,
                           .environment = environment == nullptr ? "" : environment,
                           .working_folder = "",
                           .program = fs::read_symlink("/proc/self/exe", ignored).string()});
}

}  // namespace redquill::model
