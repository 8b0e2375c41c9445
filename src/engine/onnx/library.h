#ifndef REDQUILL_ENGINE_ONNX_LIBRARY_H_
#define REDQUILL_ENGINE_ONNX_LIBRARY_H_

#include <memory>
#include <string>
#include <vector>

#include "base/error.h"
#include "engine/onnx/handles.h"
#include "engine/onnx/settings.h"

namespace redquill::engine::onnx {

/// The oldest ONNX Runtime that this program runs with: 1.20.
inline constexpr uint32_t kOldestApi = 20;

/// Where to look for the library, in this order. Empty: not given.
struct LibraryPlaces {
  std::string named;    ///< A file or folder that a person named; then nothing else is tried.
  std::string program;  ///< The folder of this program: it and ../lib/redquill are looked in.
  std::string cache;    ///< The user's cache: redquill/onnxruntime-*/lib in it.
  bool system = true;   ///< Last, what the dynamic linker finds.
};

/// The usual places: REDQUILL_ONNXRUNTIME, this program's folder, the cache, the system.
LibraryPlaces UsualPlaces();

/// The same, or the one that the settings name.
LibraryPlaces PlacesFor(const EngineSettings& settings);

/// The files that would be tried, in order. A name without "/" is left to the dynamic linker.
std::vector<std::string> LibraryCandidates(const LibraryPlaces& places);

/// ONNX Runtime, opened at run time. The library stays loaded until the program ends (its threads
/// do not survive being unloaded). Const; safe from many threads.
class Library {
 public:
  /// kNotFound if there is none in the places (the message says what was tried and how to get it);
  /// kUnsupported for a file that is no library, no ONNX Runtime or too old a one.
  static Result<std::shared_ptr<const Library>> Load(const LibraryPlaces& places = UsualPlaces());

  const OrtApi& api() const { return *api_; }
  /// This program's operators, to be added to every session.
  OrtCustomOpDomain* operators() const { return operators_.get(); }
  OrtEnv* environment() const { return environment_.get(); }
  const std::string& version() const { return version_; }  ///< Such as "1.32.0".
  const std::string& path() const { return path_; }        ///< The file that was loaded.

 private:
  Library() = default;
  Result<void> Start();

  const OrtApi* api_ = nullptr;
  std::string version_, path_;
  Handle<OrtEnv> environment_;
  Handle<OrtCustomOpDomain> operators_;
};

}  // namespace redquill::engine::onnx

#endif  // REDQUILL_ENGINE_ONNX_LIBRARY_H_
