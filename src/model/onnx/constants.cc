#include "model/onnx/constants.h"

#include <optional>

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

// Whether the data is as long as the shape says; sizes are never multiplied beyond it.
bool Fits(const StoredConstant& constant, uint64_t element) {
  uint64_t bytes = element;
  for (const int64_t size : constant.shape) {
    const auto count = static_cast<uint64_t>(size);
    if (size < 0 || (count != 0 && bytes > constant.data.size() / count)) return false;
    bytes *= count;
  }
  return bytes == constant.data.size();
}

bool ReadConstant(std::string_view message, StoredConstants* read) {
  StoredConstant constant;
  uint64_t type = 0;
  WireReader reader(message);
  while (const auto field = reader.Next()) {
    if (field->number == schema::tensor::kDataType) type = field->count;
    if (field->number == schema::tensor::kRawData) constant.data = field->bytes;
    if (field->number == schema::tensor::kDims) {
      if (field->type != 0 || constant.shape.size() == kMostDimensions) return false;
      constant.shape.push_back(static_cast<int64_t>(field->count));
    }
  }
  if (reader.failed()) return false;
  const auto element = type <= 255 ? BytesOf(type) : std::nullopt;
  if (!element) return true;
  constant.type = static_cast<Element>(type);
  if (!Fits(constant, *element) || read->constants.size() == kMostConstants) return false;
  read->constants.push_back(std::move(constant));
  return true;
}

bool ReadEntry(std::string_view message, StoredConstants* read) {
  std::string key, value;
  WireReader reader(message);
  while (const auto field = reader.Next()) {
    if (field->number == schema::entry::kKey) key = field->bytes;
    if (field->number == schema::entry::kValue) value = field->bytes;
  }
  read->metadata[key] = value;
  return !reader.failed();
}

bool ReadGraph(std::string_view message, StoredConstants* read) {
  WireReader reader(message);
  while (const auto field = reader.Next()) {
    if (field->number == schema::graph::kInitializer && !ReadConstant(field->bytes, read)) {
      return false;
    }
  }
  return !reader.failed();
}

}  // namespace

Result<StoredConstants> ReadConstants(std::string_view model) {
  StoredConstants read;
  bool has_graph = false, good = true;
  WireReader reader(model);
  for (std::optional<WireField> field; good && (field = reader.Next());) {
    if (field->number == schema::model::kMetadata) good = ReadEntry(field->bytes, &read);
    if (field->number == schema::model::kGraph) {
      has_graph = true;
      good = ReadGraph(field->bytes, &read);
    }
  }
  if (!good || reader.failed() || !has_graph) {
    return Fail(Code::kCorrupt, "this is no ONNX model, or it is cut off");
  }
  return read;
}

}  // namespace redquill::model::onnx
