#ifndef REDQUILL_ENGINE_ONNX_HANDLES_H_
#define REDQUILL_ENGINE_ONNX_HANDLES_H_

#include <onnxruntime_c_api.h>

#include <memory>
#include <string>
#include <string_view>

#include "base/error.h"

namespace redquill::engine::onnx {

/// Releases what the C API made; the function comes from the API's own table.
template <typename T>
struct Release {
  void (*function)(T*) = nullptr;
  void operator()(T* object) const { function(object); }
};

template <typename T>
using Handle = std::unique_ptr<T, Release<T>>;

/// Takes over a raw object.
template <typename T>
Handle<T> Own(T* object, void (*release)(T*)) {
  return Handle<T>(object, Release<T>{release});
}

/// The outcome of an API call; frees the status. `what` says what was tried. Statuses of refused
/// arguments are kInvalidArgument, of unknown operators or providers kUnsupported, of damaged
/// models kCorrupt; everything else is kInternal.
Result<void> Check(const OrtApi& api, OrtStatus* status, std::string_view what);

}  // namespace redquill::engine::onnx

#endif  // REDQUILL_ENGINE_ONNX_HANDLES_H_
