#ifndef REDQUILL_HTTP_INFERENCE_INFER_BODY_H_
#define REDQUILL_HTTP_INFERENCE_INFER_BODY_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace redquill::http {

/// A result that a client of the Open Inference Protocol asks for.
struct WantedTensor {
  std::string name;
  bool binary = false;  ///< As bytes behind the JSON instead of numbers in it.
};

/// What such a client asks to have scored.
struct InferBody {
  std::string id;  ///< Given back; may be empty.
  std::string essay;
  std::string prompt;                 ///< Empty: not stated.
  std::vector<WantedTensor> outputs;  ///< Empty: all of them.
  bool binary = false;                ///< All of them as bytes.
};

/// Reads the body of POST /v2/models/{model}/infer by the Open Inference Protocol, version 2
/// (KServe), with its extension for binary tensors (Triton): `json_bytes` of JSON, then the
/// tensors' bytes, in the order of the inputs that declare a binary_data_size. Nothing: all of it
/// is JSON.
///
/// The input "essay" and, if wanted, "prompt" are BYTES of one element each: one essay a request,
/// so that each is admitted by its own cost. kInvalidArgument names the member; kUnsupported for
/// more elements or another datatype; kTooLarge and kBadEncoding as ParseJson.
Result<InferBody> ReadInferBody(std::string_view body, std::optional<size_t> json_bytes);

}  // namespace redquill::http

#endif  // REDQUILL_HTTP_INFERENCE_INFER_BODY_H_
