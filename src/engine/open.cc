#include "engine/open.h"

#include <string>

#include "engine/ensemble/ensemble_engine.h"
#include "engine/gbdt/gbdt_engine.h"
#include "engine/onnx/onnx_engine.h"

namespace redquill::engine {
namespace {

using OpenFunction = Result<std::unique_ptr<const Engine>> (*)(
    std::shared_ptr<const model::Package> package, const OpenOptions& options);

struct Backend {
  const char* name;
  OpenFunction open;
};

Result<std::unique_ptr<const Engine>> OpenGbdt(std::shared_ptr<const model::Package> package,
                                               const OpenOptions&) {
  return gbdt::GbdtEngine::Open(std::move(package));
}

Result<std::unique_ptr<const Engine>> OpenOnnx(std::shared_ptr<const model::Package> package,
                                               const OpenOptions& options) {
  auto library = onnx::Library::Load(onnx::PlacesFor(options.onnx));
  if (!library) return Failure(library.error());
  auto engine = onnx::OnnxEngine::Load(*library, *package, options.onnx);
  if (!engine) return Failure(engine.error());
  return *std::move(engine);
}

Result<std::unique_ptr<const Engine>> OpenEnsemble(std::shared_ptr<const model::Package> package,
                                                   const OpenOptions& options) {
  return ensemble::EnsembleEngine::Open(std::move(package), options);
}

/// Every backend of this build, in one place.
constexpr Backend kBackends[] = {
    {"gbdt", OpenGbdt},
    {"onnx", OpenOnnx},
    {"ensemble", OpenEnsemble},
};

}  // namespace

Result<std::unique_ptr<const Engine>> Open(std::shared_ptr<const model::Package> package,
                                           const OpenOptions& options) {
  const std::string& wanted = package->manifest().engine;
  std::string known;
  for (const auto& backend : kBackends) {
    if (wanted == backend.name) return backend.open(std::move(package), options);
    known += (known.empty() ? "" : ", ") + std::string(backend.name);
  }
  return Fail(Code::kUnsupported, "This program has no engine \"" + wanted + "\"; it has " +
                                      (known.empty() ? "none" : known) +
                                      ". Use a program built with that engine.");
}

}  // namespace redquill::engine
