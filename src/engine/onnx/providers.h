#ifndef REDQUILL_ENGINE_ONNX_PROVIDERS_H_
#define REDQUILL_ENGINE_ONNX_PROVIDERS_H_

#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "engine/onnx/length_profiles.h"
#include "engine/onnx/library.h"
#include "engine/onnx/settings.h"

namespace redquill::engine::onnx {

struct ChosenProvider {
  Provider provider = Provider::kCpu;
  std::vector<std::string> passed_over;  ///< Why the preferred ones were not used.
};

/// Adds the preferred providers to a session's options; `profile` is what TensorRT builds its
/// engine for (nothing: for what it meets, anew at each). kUnavailable with the runtime's own
/// reason where one can't be loaded and `fallback` does not allow the next; kIo for the cache's
/// folder.
Result<ChosenProvider> AddProviders(const Library& library, const ProviderSettings& settings,
                                    const std::optional<LengthProfile>& profile,
                                    OrtSessionOptions* options);

}  // namespace redquill::engine::onnx

#endif  // REDQUILL_ENGINE_ONNX_PROVIDERS_H_
