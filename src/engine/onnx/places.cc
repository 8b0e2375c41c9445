#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include "engine/onnx/library.h"

namespace redquill::engine::onnx {
namespace {

namespace fs = std::filesystem;

// The libraries in a folder, newest version last in name order first.
void AddFolder(const fs::path& folder, std::vector<std::string>* found) {
  std::vector<std::string> here;
  std::error_code failed;
  for (fs::directory_iterator at(folder, failed), end; !failed && at != end; at.increment(failed)) {
    if (at->path().filename().string().starts_with("libonnxruntime.so")) {
      here.push_back(at->path().string());
    }
  }
  std::sort(here.rbegin(), here.rend());
  found->insert(found->end(), here.begin(), here.end());
}

void AddCache(const fs::path& cache, std::vector<std::string>* found) {
  std::vector<fs::path> versions;
  std::error_code failed;
  for (fs::directory_iterator at(cache / "redquill", failed), end; !failed && at != end;
       at.increment(failed)) {
    if (at->path().filename().string().starts_with("onnxruntime-")) versions.push_back(at->path());
  }
  std::sort(versions.rbegin(), versions.rend());
  for (const fs::path& version : versions) AddFolder(version / "lib", found);
}

std::string Environment(const char* name) {
  const char* value = std::getenv(name);
  return value ? value : "";
}

}  // namespace

LibraryPlaces UsualPlaces() {
  LibraryPlaces places;
  places.named = Environment("REDQUILL_ONNXRUNTIME");
  std::error_code failed;
  const fs::path program = fs::read_symlink("/proc/self/exe", failed);
  if (!failed) places.program = program.parent_path().string();
  places.cache = Environment("XDG_CACHE_HOME");
  if (const std::string home = Environment("HOME"); places.cache.empty() && !home.empty()) {
    places.cache = home + "/.cache";
  }
  return places;
}

LibraryPlaces PlacesFor(const EngineSettings& settings) {
  LibraryPlaces places = UsualPlaces();
  if (!settings.library.empty()) places.named = settings.library;
  return places;
}

std::vector<std::string> LibraryCandidates(const LibraryPlaces& places) {
  std::vector<std::string> found;
  std::error_code ignored;
  if (!places.named.empty()) {
    if (!fs::is_directory(places.named, ignored)) return {places.named};
    AddFolder(places.named, &found);
    AddFolder(fs::path(places.named) / "lib", &found);
    return found;
  }
  if (!places.program.empty()) {
    AddFolder(places.program, &found);
    AddFolder(fs::path(places.program).parent_path() / "lib" / "redquill", &found);
  }
  if (!places.cache.empty()) AddCache(places.cache, &found);
  if (places.system) found.insert(found.end(), {"libonnxruntime.so.1", "libonnxruntime.so"});
  return found;
}

}  // namespace redquill::engine::onnx
