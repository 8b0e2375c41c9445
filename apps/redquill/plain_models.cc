#include "redquill/plain_models.h"

#include <algorithm>
#include <filesystem>
#include <set>
#include <system_error>
#include <vector>

#include "artifacts/sync_folder.h"
#include "base/sha256.h"
#include "redquill/write_imported.h"

namespace redquill::app {
namespace {

namespace fs = std::filesystem;

/// Paths of a folder's files with this ending, in order.
std::vector<std::string> FilesOf(const std::string& folder, std::string_view ending) {
  std::vector<std::string> files;
  std::error_code error;
  for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
    if (at->path().extension() == ending) files.push_back(at->path().string());
  }
  std::sort(files.begin(), files.end());
  return files;
}

std::vector<model::PlainModel> PlainModelsOf(const std::string& folder) {
  std::vector<model::PlainModel> models;
  std::error_code ignored;
  // With the folder's name, where "model.zip" alone has none.
  const std::string full = fs::weakly_canonical(folder, ignored).string();
  for (const auto& zip : FilesOf(full.empty() ? folder : full, ".zip")) {
    if (model::NamesTokenizerZip(zip)) continue;
    const std::string tokenizer = model::TokenizerZipBeside(zip);
    models.push_back({model::PlainModelName(zip), zip,
                      !tokenizer.empty() && fs::exists(tokenizer, ignored) ? tokenizer : ""});
  }
  return models;
}

/// Another one for each content that a zip has had.
std::string KeptName(const model::PlainModel& plain) {
  std::string what;
  for (const auto& path : {plain.zip, plain.tokenizer}) {
    std::error_code ignored;
    what += path + '\n' + std::to_string(path.empty() ? 0 : fs::file_size(path, ignored)) + '\n';
    if (path.empty()) continue;
    what += std::to_string(fs::last_write_time(path, ignored).time_since_epoch().count()) + '\n';
  }
  return plain.name + "-" + Sha256Hex(what).substr(0, 16) + ".rqm";
}

}  // namespace

Result<void> PackPlainModel(const model::PlainModel& from, const std::string& package) {
  const std::string work = package + ".work";
  std::error_code ignored;
  fs::remove_all(work, ignored);  // Of a process that was killed.
  if (auto made = artifacts::MakeFolders(work); !made) return made;
  auto imported = model::ImportPlainModel(from, work);
  const auto written =
      imported ? WriteImported(*imported, package) : Result<std::string>(Failure(imported.error()));
  fs::remove_all(work, ignored);
  return written ? Result<void>() : Failure(written.error());
}

bool HasPlainModels(const std::string& folder) { return !PlainModelsOf(folder).empty(); }

Result<model::Library> LibraryWithPlainModels(const std::string& folder, const std::string& cache) {
  if (auto own = model::ReadLibrary(folder); !own) return own;  // It may not be readable.
  const std::string kept = cache + "/zips-" + Sha256Hex(folder).substr(0, 12);
  if (auto made = artifacts::MakeFolders(kept); !made) return Failure(made.error());
  const auto lock = artifacts::FolderLock::Take(kept);
  if (!lock) return Failure(lock.error());
  std::vector<std::string> packages = FilesOf(folder, ".rqm");
  std::vector<model::Library::Refused> refused;
  std::set<std::string> used;
  for (const auto& plain : PlainModelsOf(folder)) {
    const std::string package = kept + "/" + KeptName(plain);
    std::error_code ignored;
    if (!fs::exists(package, ignored)) {
      if (auto packed = PackPlainModel(plain, package); !packed) {
        refused.push_back({plain.zip, packed.error()});
        continue;
      }
    }
    used.insert(package);
    packages.push_back(package);
  }
  for (const auto& old : FilesOf(kept, ".rqm")) {
    std::error_code ignored;
    if (!used.contains(old)) fs::remove(old, ignored);  // A server that runs has it mapped.
  }
  auto library = model::ReadPackages(packages, folder);
  library.refused.insert(library.refused.end(), refused.begin(), refused.end());
  return library;
}

}  // namespace redquill::app
