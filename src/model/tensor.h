#ifndef REDQUILL_MODEL_TENSOR_H_
#define REDQUILL_MODEL_TENSOR_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace redquill::model {

/// What a tensor's elements are.
enum class DType : uint8_t { kF64, kF32, kF16, kBF16, kI64, kI32, kI16, kI8, kU8, kBool };

/// Bytes of one element.
size_t SizeOf(DType dtype);

/// The name in a safetensors header: "F32", "BF16", "I64", "BOOL".
std::string_view NameOf(DType dtype);
std::optional<DType> DTypeOf(std::string_view name);

using Shape = std::vector<int64_t>;

/// "[768, 3072]"; a scalar's is "[]".
std::string ToString(const Shape& shape);

/// A tensor in memory that someone else owns: row-major, little-endian, not necessarily aligned.
/// `bytes` holds exactly the shape's number of elements.
struct TensorView {
  DType dtype = DType::kF32;
  Shape shape;
  std::span<const std::byte> bytes;

  int64_t elements() const;
};

/// The elements of an F64, F32, F16 or BF16 tensor as floats, in order; empty for another type.
std::vector<float> ToFloats(const TensorView& tensor);

/// Where weights come from: a checkpoint on disk, or a model that was just trained. Const; safe to
/// read from many threads. Owns the tensors it names, for as long as it lives.
class TensorSource {
 public:
  virtual ~TensorSource() = default;

  /// nullptr if there is no tensor of that name.
  virtual const TensorView* Find(std::string_view name) const = 0;

  /// Every name, in byte order.
  virtual std::vector<std::string> Names() const = 0;
};

}  // namespace redquill::model

#endif  // REDQUILL_MODEL_TENSOR_H_
