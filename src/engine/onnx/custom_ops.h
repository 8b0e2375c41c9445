#ifndef REDQUILL_ENGINE_ONNX_CUSTOM_OPS_H_
#define REDQUILL_ENGINE_ONNX_CUSTOM_OPS_H_

#include "base/error.h"
#include "engine/onnx/handles.h"

namespace redquill::engine::onnx {

/// This program's own operators, domain "redquill", for the CPU provider. Their definitions stand
/// in docs/formats/operators.md. The domain must outlive every session made with it.
Result<Handle<OrtCustomOpDomain>> MakeCustomOps(const OrtApi& api);

}  // namespace redquill::engine::onnx

#endif  // REDQUILL_ENGINE_ONNX_CUSTOM_OPS_H_
