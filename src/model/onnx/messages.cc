#include "model/onnx/messages.h"

#include "model/onnx/schema.h"
#include "model/onnx/wire.h"

namespace redquill::model::onnx {
namespace {

std::string AttributeMessage(const Attribute& attribute) {
  std::string message;
  WireWriter writer(&message);
  writer.Bytes(schema::attribute::kName, attribute.first);
  const auto& value = attribute.second;
  if (const int64_t* number = std::get_if<int64_t>(&value)) {
    writer.Count(schema::attribute::kInt, static_cast<uint64_t>(*number));
    writer.Count(schema::attribute::kType, schema::attribute::kTypeInt);
  } else if (const float* real = std::get_if<float>(&value)) {
    writer.Float(schema::attribute::kFloat, *real);
    writer.Count(schema::attribute::kType, schema::attribute::kTypeFloat);
  } else if (const std::string* text = std::get_if<std::string>(&value)) {
    writer.Bytes(schema::attribute::kString, *text);
    writer.Count(schema::attribute::kType, schema::attribute::kTypeString);
  } else {
    for (int64_t each : std::get<std::vector<int64_t>>(value)) {
      writer.Count(schema::attribute::kInts, static_cast<uint64_t>(each));
    }
    writer.Count(schema::attribute::kType, schema::attribute::kTypeInts);
  }
  return message;
}

}  // namespace

std::string ValueInfoMessage(const std::string& name, Element type,
                             const std::vector<Dimension>& shape) {
  std::string dimensions;
  for (const Dimension& dimension : shape) {
    std::string one;
    WireWriter writer(&one);
    if (const int64_t* size = std::get_if<int64_t>(&dimension)) {
      writer.Count(schema::type::kDimValue, static_cast<uint64_t>(*size));
    } else {
      writer.Bytes(schema::type::kDimParam, std::get<std::string>(dimension));
    }
    WireWriter(&dimensions).Bytes(schema::type::kDim, one);
  }
  std::string tensor, type_message, info;
  WireWriter(&tensor).Count(schema::type::kElement, static_cast<uint64_t>(type));
  WireWriter(&tensor).Bytes(schema::type::kShape, dimensions);
  WireWriter(&type_message).Bytes(schema::type::kTensor, tensor);
  WireWriter(&info).Bytes(schema::value_info::kName, name);
  WireWriter(&info).Bytes(schema::value_info::kType, type_message);
  return info;
}

std::string NodeMessage(const NodeParts& parts) {
  std::string node;
  WireWriter writer(&node);
  for (const Value& input : parts.inputs) writer.Bytes(schema::node::kInput, input.name);
  for (const Value& output : parts.outputs) writer.Bytes(schema::node::kOutput, output.name);
  writer.Bytes(schema::node::kName, parts.outputs.front().name);
  writer.Bytes(schema::node::kOpType, parts.type);
  for (const Attribute& attribute : parts.attributes) {
    writer.Bytes(schema::node::kAttribute, AttributeMessage(attribute));
  }
  if (!parts.domain.empty()) writer.Bytes(schema::node::kDomain, parts.domain);
  return node;
}

std::string EntryMessage(std::string_view key, std::string_view value) {
  std::string entry;
  WireWriter(&entry).Bytes(schema::entry::kKey, key);
  WireWriter(&entry).Bytes(schema::entry::kValue, value);
  return entry;
}

}  // namespace redquill::model::onnx
