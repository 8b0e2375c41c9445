#include "model/onnx/graph.h"

#include "base/version.h"
#include "model/float16.h"
#include "model/onnx/messages.h"
#include "model/onnx/schema.h"
#include "model/onnx/wire.h"

namespace redquill::model::onnx {
namespace {

template <typename T>
std::string BytesOf(const std::vector<T>& values) {
  return {reinterpret_cast<const char*>(values.data()), values.size() * sizeof(T)};
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
  inputs_.push_back(ValueInfoMessage(name, type, shape));
  ++used_[name];
  return {name};
}

void Graph::Output(const Value& value, const std::string& name, Element type,
                   std::vector<Dimension> shape) {
  nodes_.push_back(NodeMessage({"Identity", {value}, {{name}}}));
  outputs_.push_back(ValueInfoMessage(name, type, shape));
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
  std::vector<Value> values;
  for (const bool wanted : results) values.push_back(wanted ? Name(type) : Value{});
  if (!domain.empty()) domains_[std::string(domain)] = true;
  nodes_.push_back(NodeMessage({type, std::move(inputs), values, std::move(attributes), domain}));
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
    model.Bytes(schema::model::kMetadata, EntryMessage(key, value));
  }
  if (graph_size + out.size() + 16 > kMostModelBytes) {
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
