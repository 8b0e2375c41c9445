#include "model/onnx/summary.h"

#include "model/onnx/parts_read.h"
#include "model/onnx/schema.h"
#include "model/onnx/wire.h"

namespace redquill::model::onnx {
namespace {

constexpr uint64_t kMostEntries = 1'000'000;  // Of nodes, constants, metadata.

struct Element {
  const char* name;
  uint64_t bytes;
};

// By the schema's numbers of types.
Element ElementOf(uint64_t type) {
  switch (type) {
    case 1:
      return {"float", 4};
    case 2:
      return {"uint8", 1};
    case 3:
      return {"int8", 1};
    case 6:
      return {"int32", 4};
    case 7:
      return {"int64", 8};
    case 9:
      return {"bool", 1};
    case 10:
      return {"float16", 2};
    default:
      return {"other", 1};
  }
}

bool KeepOpset(std::string_view message, Summary* summary) {
  std::string_view domain;
  uint64_t version = 0;
  const bool read = ReadOpset(message, &domain, &version);
  summary->opsets[std::string(domain)] = version;
  return read;
}

bool ReadNode(std::string_view message, Summary* summary) {
  std::string type, domain;
  const bool read = ForEachField(message, [&](const WireField& field) {
    if (field.number == schema::node::kOpType) type = field.bytes;
    if (field.number == schema::node::kDomain) domain = field.bytes;
    return true;
  });
  ++summary->operators[domain.empty() ? type : domain + "." + type];
  return read;
}

bool ReadConstant(std::string_view message, Summary* summary) {
  uint64_t type = 0, bytes = 0;
  const bool read = ForEachField(message, [&](const WireField& field) {
    if (field.number == schema::tensor::kDataType) type = field.count;
    if (field.number == schema::tensor::kRawData) bytes = field.bytes.size();
    return true;
  });
  const Element element = ElementOf(type);
  Summary::Constants& constants = summary->constants[element.name];
  ++constants.tensors;
  constants.bytes += bytes;
  constants.elements += bytes / element.bytes;
  return read;
}

bool ReadGraph(std::string_view message, Summary* summary) {
  uint64_t entries = 0;
  return ForEachField(message, [&](const WireField& field) {
    if (++entries > kMostEntries) return false;
    if (field.number == schema::graph::kNode) return ReadNode(field.bytes, summary);
    if (field.number == schema::graph::kInitializer) return ReadConstant(field.bytes, summary);
    return true;
  });
}

}  // namespace

Result<Summary> Summarise(std::string_view model) {
  Summary summary;
  std::string name, version;
  bool has_graph = false;
  const bool read = ForEachField(model, [&](const WireField& field) {
    switch (field.number) {
      case schema::model::kProducerName:
        name = field.bytes;
        return true;
      case schema::model::kProducerVersion:
        version = field.bytes;
        return true;
      case schema::model::kOpsetImport:
        return KeepOpset(field.bytes, &summary);
      case schema::model::kMetadata: {
        std::string_view key, value;
        if (!ReadEntry(field.bytes, &key, &value)) return false;
        summary.metadata[std::string(key)] = value;
        return summary.metadata.size() <= kMostEntries;
      }
      case schema::model::kGraph:
        has_graph = true;
        return ReadGraph(field.bytes, &summary);
      default:
        return true;
    }
  });
  if (!read || !has_graph) return Fail(Code::kCorrupt, "this is no ONNX model, or it is cut off");
  summary.producer = name + (version.empty() ? "" : " " + version);
  return summary;
}

}  // namespace redquill::model::onnx
