#include "model/onnx/parts_read.h"

#include "model/onnx/schema.h"
#include "model/onnx/wire.h"

namespace redquill::model::onnx {
namespace {

constexpr size_t kMostDims = 16;
constexpr uint64_t kExternal = 1;

// Sizes stand one a field or, by newer writers, packed into one.
bool ReadDims(const WireField& field, std::vector<int64_t>* dims) {
  if (field.type == 0) {
    dims->push_back(static_cast<int64_t>(field.count));
    return dims->size() <= kMostDims;
  }
  std::string_view rest = field.bytes;
  while (!rest.empty()) {
    uint64_t value = 0;
    int shift = 0;
    for (bool more = true; more; shift += 7) {
      if (rest.empty() || shift >= 64) return false;
      const uint8_t byte = static_cast<uint8_t>(rest.front());
      rest.remove_prefix(1);
      value |= static_cast<uint64_t>(byte & 0x7f) << shift;
      more = byte >= 0x80;
    }
    dims->push_back(static_cast<int64_t>(value));
    if (dims->size() > kMostDims) return false;
  }
  return true;
}

}  // namespace

int64_t TensorHead::elements() const {
  constexpr int64_t kMost = int64_t{1} << 40;
  int64_t count = 1;
  for (const int64_t size : dims) {
    if (size < 0 || size > kMost) return -1;
    if (size > 0 && count > kMost / size) return -1;
    count *= size;
  }
  return count;
}

bool ReadTensorHead(std::string_view tensor, TensorHead* head) {
  return ForEachField(tensor, [&](const WireField& field) {
    switch (field.number) {
      case schema::tensor::kDims:
        return ReadDims(field, &head->dims);
      case schema::tensor::kDataType:
        head->element = field.count;
        return true;
      case schema::tensor::kName:
        head->name = field.bytes;
        return true;
      case schema::tensor::kRawData:
        head->raw = field.bytes;
        return true;
      case schema::tensor::kExternal:
        head->external = true;
        return true;
      case schema::tensor::kLocation:
        head->external = head->external || field.count == kExternal;
        return true;
      default:
        return true;
    }
  });
}

bool ReadEntry(std::string_view entry, std::string_view* key, std::string_view* value) {
  return ForEachField(entry, [&](const WireField& field) {
    if (field.number == schema::entry::kKey) *key = field.bytes;
    if (field.number == schema::entry::kValue) *value = field.bytes;
    return true;
  });
}

bool ReadOpset(std::string_view opset, std::string_view* domain, uint64_t* version) {
  return ForEachField(opset, [&](const WireField& field) {
    if (field.number == schema::opset::kDomain) *domain = field.bytes;
    if (field.number == schema::opset::kVersion) *version = field.count;
    return true;
  });
}

}  // namespace redquill::model::onnx
