#ifndef REDQUILL_MODEL_ONNX_SUMMARY_H_
#define REDQUILL_MODEL_ONNX_SUMMARY_H_

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "base/error.h"

namespace redquill::model::onnx {

/// What an ONNX model is made of.
struct Summary {
  std::string producer;                         ///< Name and version.
  std::map<std::string, uint64_t> opsets;       ///< Domain ("" is ONNX's own) to version.
  std::map<std::string, std::string> metadata;  ///< The model's own entries.
  std::map<std::string, uint64_t> operators;    ///< "MatMul", "com.microsoft.BiasGelu" to count.
  struct Constants {
    uint64_t tensors = 0, elements = 0, bytes = 0;
  };
  std::map<std::string, Constants> constants;  ///< By element type: "float", "int8".
};

/// Reads the outline of an ONNX file; its weights are counted, not read. kCorrupt where the bytes
/// are no ONNX model. Sizes that a model claims are not believed: they are compared with its bytes.
Result<Summary> Summarise(std::string_view model);

}  // namespace redquill::model::onnx

#endif  // REDQUILL_MODEL_ONNX_SUMMARY_H_
