#ifndef REDQUILL_MODEL_ONNX_PARTS_READ_H_
#define REDQUILL_MODEL_ONNX_PARTS_READ_H_

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
  std::string_view raw;   ///< Its numbers, little-endian, where they stand in the file as bytes.
  bool external = false;  ///< Its numbers stand in another file.

  /// Numbers in it; -1 where the sizes are negative or too large to be true.
  int64_t elements() const;
};

// Messages of the ONNX schema, read (messages.h writes them). False where the bytes are none. Views
// point into the message.

/// A TensorProto's.
bool ReadTensorHead(std::string_view tensor, TensorHead* head);

/// An entry of a model's metadata or of a tensor's place.
bool ReadEntry(std::string_view entry, std::string_view* key, std::string_view* value);

/// The version of a domain ("" is ONNX's own) that a model's operators are of.
bool ReadOpset(std::string_view opset, std::string_view* domain, uint64_t* version);

}  // namespace redquill::model::onnx

#endif  // REDQUILL_MODEL_ONNX_PARTS_READ_H_
