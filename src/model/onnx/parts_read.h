#ifndef REDQUILL_MODEL_ONNX_EXPORTED_TENSOR_SHAPE_H_
#define REDQUILL_MODEL_ONNX_EXPORTED_TENSOR_SHAPE_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace redquill::model::onnx {

/// What a constant of an ONNX file says of itself.
struct TensorHead {
  std::string_view name;
  uint64_t element = 0;  ///< The schema's number of its type.
  std::vector<int64_t> dims;
  bool external = false;  ///< Its numbers stand in another file.

  /// Numbers in it; -1 where the sizes are negative or too large to be true.
  int64_t elements() const;
};

/// Reads it of a TensorProto. False where the bytes are none.
bool ReadTensorHead(std::string_view tensor, TensorHead* head);

}  // namespace redquill::model::onnx

#endif  // REDQUILL_MODEL_ONNX_EXPORTED_TENSOR_SHAPE_H_
