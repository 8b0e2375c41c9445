#include "model/tensor.h"

#include <array>
#include <cstring>
#include <utility>

#include "model/float16.h"

namespace redquill::model {
namespace {

constexpr std::array<std::pair<std::string_view, size_t>, 10> kTypes = {{{"F64", 8},
                                                                         {"F32", 4},
                                                                         {"F16", 2},
                                                                         {"BF16", 2},
                                                                         {"I64", 8},
                                                                         {"I32", 4},
                                                                         {"I16", 2},
                                                                         {"I8", 1},
                                                                         {"U8", 1},
                                                                         {"BOOL", 1}}};

template <typename Stored, typename Convert>
std::vector<float> Converted(const TensorView& tensor, Convert convert) {
  std::vector<float> floats(tensor.bytes.size() / sizeof(Stored));
  const std::byte* from = tensor.bytes.data();
  for (float& to : floats) {
    Stored stored;
    std::memcpy(&stored, from, sizeof stored);
    from += sizeof stored;
    to = convert(stored);
  }
  return floats;
}

}  // namespace

size_t SizeOf(DType dtype) { return kTypes[static_cast<size_t>(dtype)].second; }

std::string_view NameOf(DType dtype) { return kTypes[static_cast<size_t>(dtype)].first; }

std::optional<DType> DTypeOf(std::string_view name) {
  for (size_t i = 0; i < kTypes.size(); ++i) {
    if (kTypes[i].first == name) return static_cast<DType>(i);
  }
  return std::nullopt;
}

std::string ToString(const Shape& shape) {
  std::string text = "[";
  for (size_t i = 0; i < shape.size(); ++i) text += (i ? ", " : "") + std::to_string(shape[i]);
  return text + "]";
}

int64_t TensorView::elements() const { return static_cast<int64_t>(bytes.size() / SizeOf(dtype)); }

std::vector<float> ToFloats(const TensorView& tensor) {
  switch (tensor.dtype) {
    case DType::kF64:
      return Converted<double>(tensor, [](double v) { return static_cast<float>(v); });
    case DType::kF32:
      return Converted<float>(tensor, [](float v) { return v; });
    case DType::kF16:
      return Converted<uint16_t>(tensor, HalfToFloat);
    case DType::kBF16:
      return Converted<uint16_t>(tensor, BFloatToFloat);
    default:
      return {};
  }
}

}  // namespace redquill::model
