#ifndef REDQUILL_MODEL_SAFETENSORS_WRITER_H_
#define REDQUILL_MODEL_SAFETENSORS_WRITER_H_

#include <map>
#include <span>
#include <string>

#include "model/tensor.h"

namespace redquill::model {

/// Collects tensors and gives them out as one safetensors file: tensors in byte order of their
/// names, the header padded so that the data begins at a multiple of 64. The same tensors give the
/// same bytes. One thread at a time.
class SafetensorsWriter {
 public:
  /// Adds a tensor of `dtype` kF32 or kF16 (rounded to nearest, ties to even); `values` holds the
  /// shape's number of elements, row-major. A name comes once.
  void Add(const std::string& name, Shape shape, DType dtype, std::span<const float> values);

  /// A remark in the header ("__metadata__"). A key comes once.
  void Metadata(const std::string& key, const std::string& value) { metadata_[key] = value; }

  std::string Finish() &&;

 private:
  struct Entry {
    DType dtype;
    Shape shape;
    std::string bytes;
  };
  std::map<std::string, Entry, std::less<>> entries_;
  std::map<std::string, std::string> metadata_;
};

}  // namespace redquill::model

#endif  // REDQUILL_MODEL_SAFETENSORS_WRITER_H_
