#include "model/onnx/graph.h"

#include "base/version.h"
#include "model/float16.h"
#include "model/onnx/schema.h"
#include "model/onnx/wire.h"

namespace redquill::model::onnx {
namespace {

template <typename T>
std::string BytesOf(const std::vector<T>& values) {
  return {reinterpret_cast<const char*>(values.data()), values.size() * sizeof(T)};
}

std::string ValueInfo(const std::string& name, Element type, const std::vector<Dimension>& shape) {
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

void WriteOpset(std::string* out, std::string_view domain, uint64_t version) {
  std::string opset;
  WireWriter(&opset).Bytes(schema::opset::kDomain, domain);
  WireWriter(&opset).Count(schema::opset::kVersion, version);
  WireWriter(out).Bytes(schema::model::kOpsetImport, opset);
}

}  // namespace

Value Graph::Name(std::string_view what) {
  std::string name = scope_.empty() ? std::string(what) : scope_ + "/" + std::string(what);
  const int before = used_[name]++;
  if (before > 0) name += "." + std::to_string(before);
  return {std::move(name)};
}

Value Graph::Input(const std::string& name, Element type, std::vector<Dimension> shape) {
  inputs_.push_back(ValueInfo(name, type, shape));
  ++used_[name];
  return {name};
}

void Graph::Output(const Value& value, const std::string& name, Element type,
                   std::vector<Dimension> shape) {
  std::string node;
  WireWriter writer(&node);
  writer.Bytes(schema::node::kInput, value.name);
  writer.Bytes(schema::node::kOutput, name);
  writer.Bytes(schema::node::kName, name);
  writer.Bytes(schema::node::kOpType, "Identity");
  nodes_.push_back(std::move(node));
  outputs_.push_back(ValueInfo(name, type, shape));
}

Value Graph::Add(std::string_view what, Element type, const Shape& shape, std::string data) {
  const Value value = Name(what);
  Constant constant;
  WireWriter writer(&constant.head);
  for (int64_t size : shape) writer.Count(schema::tensor::kDims, static_cast<uint64_t>(size));
  writer.Count(schema::tensor::kDataType, static_cast<uint64_t>(type));
  writer.Bytes(schema::tensor::kName, value.name);
  constant.data = std::move(data);
  constants_.push_back(std::move(constant));
  return value;
}

Value Graph::Shared(std::string_view what, Element type, const Shape& shape, std::string data) {
  const std::string key = std::to_string(static_cast<int>(type)) + ToString(shape) + data;
  const auto known = shared_.find(key);
  if (known != shared_.end()) return known->second;
  return shared_[key] = Add(what, type, shape, std::move(data));
}

Value Graph::Floats(const Shape& shape, std::vector<float> values) {
  return Add("weight", Element::kFloat, shape, BytesOf(values));
}

Value Graph::Halves(const Shape& shape, const std::vector<float>& values) {
  std::vector<uint16_t> halves;
  halves.reserve(values.size());
  for (float value : values) halves.push_back(FloatToHalf(value));
  return Add("weight", Element::kFloat16, shape, BytesOf(halves));
}

Value Graph::Int8s(const Shape& shape, const std::vector<int8_t>& values) {
  return Add("weight", Element::kInt8, shape, BytesOf(values));
}

Value Graph::Int32s(const Shape& shape, const std::vector<int32_t>& values) {
  return Shared("int32", Element::kInt32, shape, BytesOf(values));
}

Value Graph::Int64s(const Shape& shape, const std::vector<int64_t>& values) {
  return Shared("int64", Element::kInt64, shape, BytesOf(values));
}

Value Graph::Op(std::string_view type, std::vector<Value> inputs, Attributes attributes,
                std::string_view domain) {
  return Ops(type, std::move(inputs), {true}, std::move(attributes), domain).front();
}

std::vector<Value> Graph::Ops(std::string_view type, std::vector<Value> inputs,
                              const std::vector<bool>& results, Attributes attributes,
                              std::string_view domain) {
  while (!inputs.empty() && !inputs.back()) inputs.pop_back();
  std::string node;
  WireWriter writer(&node);
  for (const Value& input : inputs) writer.Bytes(schema::node::kInput, input.name);
  std::vector<Value> values;
  for (const bool wanted : results) {
    values.push_back(wanted ? Name(type) : Value{});
    writer.Bytes(schema::node::kOutput, values.back().name);
  }
  writer.Bytes(schema::node::kName, values.front().name);
  writer.Bytes(schema::node::kOpType, type);
  for (const Attribute& attribute : attributes) {
    writer.Bytes(schema::node::kAttribute, AttributeMessage(attribute));
  }
  if (!domain.empty()) {
    writer.Bytes(schema::node::kDomain, domain);
    domains_[std::string(domain)] = true;
  }
  nodes_.push_back(std::move(node));
  return values;
}

Result<std::string> Graph::Serialize() const {
  std::string small;  // The graph without its constants.
  WireWriter graph(&small);
  for (const std::string& node : nodes_) graph.Bytes(schema::graph::kNode, node);
  graph.Bytes(schema::graph::kName, "redquill");
  for (const std::string& input : inputs_) graph.Bytes(schema::graph::kInput, input);
  for (const std::string& output : outputs_) graph.Bytes(schema::graph::kOutput, output);
  const auto tensor_size = [](const Constant& c) {
    return c.head.size() + HeadSize(schema::tensor::kRawData, c.data.size()) + c.data.size();
  };
  uint64_t graph_size = small.size();
  for (const Constant& c : constants_) {
    const uint64_t size = tensor_size(c);
    graph_size += HeadSize(schema::graph::kInitializer, size) + size;
  }

  std::string out;
  WireWriter model(&out);
  model.Count(schema::model::kIrVersionField, schema::kIrVersion);
  model.Bytes(schema::model::kProducerName, "redquill");
  model.Bytes(schema::model::kProducerVersion, kVersion);
  WriteOpset(&out, "", schema::kOpset);
  for (const auto& [domain, used] : domains_) WriteOpset(&out, domain, 1);
  for (const auto& [key, value] : metadata_) {
    std::string entry;
    WireWriter(&entry).Bytes(schema::entry::kKey, key);
    WireWriter(&entry).Bytes(schema::entry::kValue, value);
    model.Bytes(schema::model::kMetadata, entry);
  }
  constexpr uint64_t kMost = (uint64_t{1} << 31) - 1;
  if (graph_size + out.size() + 16 > kMost) {
    return Fail(Code::kTooLarge, "the model has " + std::to_string(graph_size) +
                                     " bytes, more than one ONNX file can hold (2 GiB); "
                                     "write it as int8 or fp16");
  }
  out.reserve(out.size() + 16 + graph_size);
  model.Head(schema::model::kGraph, graph_size);
  out += small;
  for (const Constant& c : constants_) {
    model.Head(schema::graph::kInitializer, tensor_size(c));
    out += c.head;
    model.Head(schema::tensor::kRawData, c.data.size());
    out += c.data;
  }
  return out;
}

}  // namespace redquill::model::onnx
