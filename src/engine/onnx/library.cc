#include "engine/onnx/library.h"

#include <dlfcn.h>
#include <spdlog/spdlog.h>

#include <filesystem>

#include "engine/onnx/custom_ops.h"

namespace redquill::engine::onnx {
namespace {

constexpr const char* kHowToGet =
    "Run tools/fetch-onnxruntime, or set REDQUILL_ONNXRUNTIME to the library or its folder.";

// What the library logs is of use to developers alone; what went wrong comes back as a status.
void ORT_API_CALL Log(void*, OrtLoggingLevel, const char* category, const char*, const char*,
                      const char* message) {
  spdlog::debug("onnxruntime {}: {}", category, message);
}

// The file that a loaded library came from.
std::string FileOf(const void* address, const std::string& asked) {
  Dl_info info;
  return ::dladdr(address, &info) != 0 && info.dli_fname ? info.dli_fname : asked;
}

using GetApiBase = const OrtApiBase* (*)();

Result<GetApiBase> OpenLibrary(const std::string& path) {
  void* library = ::dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) {
    const char* reason = ::dlerror();
    return Fail(Code::kUnsupported, path + " can't be opened as a library (" +
                                        (reason ? reason : "no reason given") + ")");
  }
  auto* entry = reinterpret_cast<GetApiBase>(::dlsym(library, "OrtGetApiBase"));
  if (entry == nullptr) {
    ::dlclose(library);
    return Fail(Code::kUnsupported, path + " is a library, but not ONNX Runtime");
  }
  return entry;
}

}  // namespace

Result<void> Library::Start() {
  OrtEnv* environment = nullptr;
  if (auto made = Check(*api_,
                        api_->CreateEnvWithCustomLogger(Log, nullptr, ORT_LOGGING_LEVEL_WARNING,
                                                        "redquill", &environment),
                        "starting " + path_);
      !made) {
    return made;
  }
  environment_ = Own(environment, api_->ReleaseEnv);
  auto operators = MakeCustomOps(*api_);
  if (!operators) return Failure(operators.error());
  operators_ = *std::move(operators);
  return {};
}

Result<std::shared_ptr<const Library>> Library::Load(const LibraryPlaces& places) {
  const std::vector<std::string> candidates = LibraryCandidates(places);
  std::string tried;
  for (const std::string& candidate : candidates) {
    const bool is_path = candidate.find('/') != std::string::npos;
    std::error_code ignored;
    if (is_path && !std::filesystem::exists(candidate, ignored)) {
      return Fail(Code::kNotFound,
                  "There is no ONNX Runtime library at " + candidate + ". " + kHowToGet);
    }
    auto entry = OpenLibrary(candidate);
    if (!entry) {
      // What stands in a place that was looked in is meant; only the system's may be absent.
      if (is_path)
        return Failure({entry.error().code, entry.error().message + ". " + kHowToGet, {}});
      tried += (tried.empty() ? "" : "; ") + entry.error().message;
      continue;
    }
    std::shared_ptr<Library> library(new Library);
    const OrtApiBase* base = (*entry)();
    library->version_ = base->GetVersionString();
    library->path_ = FileOf(reinterpret_cast<const void*>(*entry), candidate);
    library->api_ = base->GetApi(kOldestApi);
    if (library->api_ == nullptr) {
      return Fail(Code::kUnsupported, library->path_ + " is ONNX Runtime " + library->version_ +
                                          "; at least 1." + std::to_string(kOldestApi) +
                                          " is needed. " + kHowToGet);
    }
    if (auto started = library->Start(); !started) return Failure(started.error());
    return library;
  }
  return Fail(Code::kNotFound, "ONNX Runtime was not found" +
                                   (tried.empty() ? "" : " (" + tried + ")") + ". " + kHowToGet);
}

}  // namespace redquill::engine::onnx
