#ifndef REDQUILL_HTTP_INFERENCE_TENSORS_H_
#define REDQUILL_HTTP_INFERENCE_TENSORS_H_

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/error.h"
#include "http/inference/infer_body.h"
#include "http/message.h"

namespace redquill::http {

/// A result under its name: FP64 numbers, or one text (BYTES).
struct Tensor {
  std::string name;
  std::variant<std::vector<double>, std::string> value;
};

/// The only text of a BYTES tensor as it stands in a binary body: its length in four bytes, the
/// least significant first, then the text. kInvalidArgument for anything else.
Result<std::string> OneText(std::string_view bytes);

/// The answer to an inference request: those of `all` that the body wants, in its order.
/// kInvalidArgument names one that isn't there. FP64 have the shape [1, numbers], BYTES [1].
Result<Response> InferResponse(const std::vector<Tensor>& all, const InferBody& wanted,
                               nlohmann::json heading);

}  // namespace redquill::http

#endif  // REDQUILL_HTTP_INFERENCE_TENSORS_H_
