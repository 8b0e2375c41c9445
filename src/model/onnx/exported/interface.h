#ifndef REDQUILL_MODEL_ONNX_EXPORTED_INTERFACE_H_
#define REDQUILL_MODEL_ONNX_EXPORTED_INTERFACE_H_

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "base/error.h"
#include "model/onnx/exported/outline.h"

namespace redquill::model::onnx {

/// The inputs of an exported graph that an essay gives.
inline constexpr std::string_view kIdsInput = "input_ids";
inline constexpr std::string_view kMaskInput = "attention_mask";
inline constexpr std::string_view kTypesInput = "token_type_ids";
inline constexpr std::string_view kPositionsInput = "position_ids";

/// How a foreign graph is spoken to.
struct Interface {
  std::map<std::string, Element> inputs;  ///< Those it has of the four above: int32 or int64.
  std::string output;                     ///< The result that is the score: [batch, labels].
  Element element = Element::kFloat;      ///< Its type: float or float16.
  int64_t labels = 0;
  bool batches = false;  ///< It takes several texts at once, told apart by a mask.
};

/// Finds it. The result is "logits", "values" or the only one. kUnsupported names an input that no
/// essay gives, a type, a size that is fixed, a number of dimensions, or an opset before 11.
Result<Interface> ReadInterface(const Outline& outline);

}  // namespace redquill::model::onnx

#endif  // REDQUILL_MODEL_ONNX_EXPORTED_INTERFACE_H_
