#ifndef REDQUILL_ENGINE_ONNX_PROVIDERS_H_
#define REDQUILL_ENGINE_ONNX_PROVIDERS_H_

#include <string>
#include <vector>

#include "base/error.h"
#include "engine/onnx/library.h"
#include "engine/onnx/settings.h"

namespace redquill::engine::onnx {

struct ChosenProvider {
  Provider provider = Provider::kCpu;
  std::vector<std::string> passed_over;  ///< Why the preferred ones were not used.
};

/// Adds the preferred providers to a session's options. kUnavailable with the runtime's own reason
/// where one can't be loaded and `fallback` does not allow the next.
Result<ChosenProvider> AddProviders(const Library& library, const ProviderSettings& settings,
                                    const Lengths& lengths, OrtSessionOptions* options);

/// TensorRT's explicit shapes of the inputs: from one token to the longest length, best at the
/// second longest (min, opt, max), for `rows` texts a run.
struct ProfileShapes {
  std::string min, opt, max;
};
ProfileShapes MakeProfile(const Lengths& lengths, int64_t rows);

}  // namespace redquill::engine::onnx

#endif  // REDQUILL_ENGINE_ONNX_PROVIDERS_H_
