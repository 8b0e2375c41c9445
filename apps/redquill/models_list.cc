#include <cstdio>
#include <nlohmann/json.hpp>

#include "model/library.h"
#include "model/models_folder.h"
#include "redquill/models.h"
#include "redquill/print.h"

namespace redquill::app {
namespace {

using nlohmann::json;

std::string ScaleText(const model::Manifest& manifest) {
  if (manifest.embeds()) return "vector";
  const model::Scale& scale = manifest.scale();
  char text[64];
  std::snprintf(text, sizeof text, "%g..%g", scale.min, scale.max);
  return text;
}

uint64_t Bytes(const model::Manifest& manifest) {
  uint64_t bytes = 0;
  for (const auto& file : manifest.files) bytes += file.bytes;
  return bytes;
}

}  // namespace

Result<int> ListModels(const ModelsOptions& options) {
  const auto folder = model::ModelsFolder(options.models);
  if (!folder) return Failure(folder.error());
  const auto library = model::ReadLibrary(*folder);
  if (!library) return Failure(library.error());
  if (options.json) {
    json models = json::array(), refused = json::array();
    for (const auto& entry : library->entries) {
      auto one = ManifestJson(entry.heading.manifest, entry.heading.digest);
      one["file"] = entry.file;
      models.push_back(one);
    }
    for (const auto& entry : library->refused) {
      auto one = ErrorJson(entry.error);
      one["file"] = entry.file;
      refused.push_back(one);
    }
    const json all = {{"folder", *folder}, {"models", models}, {"refused", refused}};
    Print(all.dump(2, ' ', false, json::error_handler_t::replace) + "\n");
  } else {
    std::printf("%-16s %-8s %-16s %-7s %9s  %-12s %s\n", "name", "version", "architecture", "scale",
                "KiB", "digest", "title");
    for (const auto& entry : library->entries) {
      const auto& m = entry.heading.manifest;
      std::printf("%-16s %-8s %-16s %-7s %9.0f  %-12s %s\n", m.name.c_str(), m.version.c_str(),
                  m.architecture.c_str(), ScaleText(m).c_str(),
                  static_cast<double>(Bytes(m)) / 1024, entry.heading.digest.substr(0, 12).c_str(),
                  m.title.c_str());
    }
    if (library->entries.empty()) std::printf("(no model package in %s)\n", folder->c_str());
    for (const auto& entry : library->refused) {
      std::fprintf(stderr, "redquill: %s\n", entry.error.message.c_str());
    }
  }
  return library->refused.empty() ? 0 : 1;
}

}  // namespace redquill::app
