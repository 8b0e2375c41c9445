#include "engine/onnx/handles.h"

namespace redquill::engine::onnx {
namespace {

Code CodeOf(OrtErrorCode code) {
  switch (code) {
    case ORT_INVALID_ARGUMENT:
      return Code::kInvalidArgument;
    case ORT_NO_SUCHFILE:
      return Code::kNotFound;
    case ORT_INVALID_PROTOBUF:
    case ORT_INVALID_GRAPH:
      return Code::kCorrupt;
    case ORT_NOT_IMPLEMENTED:
      return Code::kUnsupported;
    default:
      return Code::kInternal;
  }
}

}  // namespace

Result<void> Check(const OrtApi& api, OrtStatus* status, std::string_view what) {
  if (status == nullptr) return {};
  const Code code = CodeOf(api.GetErrorCode(status));
  std::string message = std::string(what) + ": ONNX Runtime says: " + api.GetErrorMessage(status);
  api.ReleaseStatus(status);
  return Fail(code, std::move(message));
}

}  // namespace redquill::engine::onnx
