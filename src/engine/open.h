#ifndef REDQUILL_ENGINE_OPEN_H_
#define REDQUILL_ENGINE_OPEN_H_

#include <memory>

#include "base/error.h"
#include "engine/engine.h"
#include "engine/onnx/settings.h"
#include "model/package.h"

namespace redquill::engine {

/// How backends run, each in its own words. What a backend computes does not depend on it.
struct OpenOptions {
  onnx::EngineSettings onnx;
};

/// Loads the engine that a package's manifest names. The engine keeps the package alive.
/// kUnsupported names the engine that this build lacks and those it has; else the backend's own
/// errors (kCorrupt for files that don't fit each other).
Result<std::unique_ptr<const Engine>> Open(std::shared_ptr<const model::Package> package,
                                           const OpenOptions& options = {});

}  // namespace redquill::engine

#endif  // REDQUILL_ENGINE_OPEN_H_
