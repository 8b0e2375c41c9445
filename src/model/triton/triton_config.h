#ifndef REDQUILL_MODEL_TRITON_TRITON_CONFIG_H_
#define REDQUILL_MODEL_TRITON_TRITON_CONFIG_H_

#include <string>

#include "base/error.h"
#include "model/manifest.h"

namespace redquill::model {

struct TritonOptions {
  int max_batch = 8;  ///< Texts in one run, padded by the client to one length.
};

/// The config.pbtxt by which NVIDIA Triton Inference Server serves a package's model.onnx on its
/// onnxruntime backend: token ids and mask in, raw values out, warmed at the package's declared
/// lengths. (Fields: model_config.proto of triton-inference-server/common.) kUnsupported for a
/// package that reads no tokens, and for one with this program's own operators.
Result<std::string> TritonConfig(const Manifest& manifest, const std::string& digest,
                                 const TritonOptions& options = {});

}  // namespace redquill::model

#endif  // REDQUILL_MODEL_TRITON_TRITON_CONFIG_H_
