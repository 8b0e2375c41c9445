#include "model/onnx/constants.h"

#include <optional>

#include "model/onnx/parts_read.h"
#include "model/onnx/schema.h"
#include "model/onnx/wire.h"

namespace redquill::model::onnx {
namespace {

constexpr size_t kMostConstants = 1'000'000, kMostDimensions = 8;

std::optional<uint64_t> BytesOf(uint64_t type) {
  switch (static_cast<Element>(type)) {
    case Element::kFloat:
    case Element::kInt32:
      return 4;
    case Element::kUint8:
    case Element::kInt8:
    case Element::kBool:
      return 1;
    case Element::kFloat16:
      return 2;
    case Element::kInt64:
      return 8;
  }
  return std::nullopt;
}

bool ReadConstant(std::string_view message, StoredConstants* read) {
  TensorHead head;
  if (!ReadTensorHead(message, &head) || head.dims.size() > kMostDimensions) return false;
  const auto element = head.element <= 255 ? BytesOf(head.element) : std::nullopt;
  if (!element) return true;
  const int64_t elements = head.elements();
  if (elements < 0 || static_cast<uint64_t>(elements) * *element != head.raw.size()) return false;
  read->constants.push_back({static_cast<Element>(head.element), std::move(head.dims), head.raw});
  return read->constants.size() <= kMostConstants;
}

}  // namespace

Result<StoredConstants> ReadConstants(std::string_view model) {
  StoredConstants found;
  bool has_graph = false;
  const bool read = ForEachField(model, [&](const WireField& field) {
    if (field.number == schema::model::kMetadata) {
      std::string_view key, value;
      if (!ReadEntry(field.bytes, &key, &value)) return false;
      found.metadata[std::string(key)] = value;
    }
    if (field.number != schema::model::kGraph) return true;
    has_graph = true;
    return ForEachField(field.bytes, [&](const WireField& part) {
      return part.number != schema::graph::kInitializer || ReadConstant(part.bytes, &found);
    });
  });
  if (!read || !has_graph) return Fail(Code::kCorrupt, "this is no ONNX model, or it is cut off");
  return found;
}

}  // namespace redquill::model::onnx
