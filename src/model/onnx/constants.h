#ifndef REDQUILL_MODEL_ONNX_CONSTANTS_H_
#define REDQUILL_MODEL_ONNX_CONSTANTS_H_

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "model/onnx/graph.h"
#include "model/tensor.h"

namespace redquill::model::onnx {

/// A constant of an ONNX model as it stands in the file. Views point into the model.
struct StoredConstant {
  Element type = Element::kFloat;
  Shape shape;
  std::string_view data;  ///< Row-major, little-endian.
};

struct StoredConstants {
  std::map<std::string, std::string> metadata;
  std::vector<StoredConstant> constants;  ///< In the file's order.
};

/// Reads a model's constants whose data lie in the file as raw bytes; those of types other than
/// Element has are left out. kCorrupt where the bytes are no ONNX model or a constant's data is not
/// as long as its shape says.
Result<StoredConstants> ReadConstants(std::string_view model);

}  // namespace redquill::model::onnx

#endif  // REDQUILL_MODEL_ONNX_CONSTANTS_H_
