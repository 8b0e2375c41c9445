#include "model/onnx/exported/operators.h"

#include "model/onnx/messages.h"
#include "model/onnx/schema.h"
#include "model/onnx/wire.h"

namespace redquill::model::onnx {

std::string AddedOperators::NextName(std::string_view type) {
  return prefix_ + std::string(type) + "." + std::to_string(made_++);
}

Value AddedOperators::Op(std::string_view type, std::vector<Value> inputs, Attributes attributes,
                         std::string name) {
  Value value{name.empty() ? NextName(type) : std::move(name)};
  nodes_.push_back(NodeMessage({type, std::move(inputs), {value}, std::move(attributes)}));
  return value;
}

Value AddedOperators::Cast(const Value& value, Element to, std::string name) {
  return Op("Cast", {value}, {{"to", static_cast<int64_t>(to)}}, std::move(name));
}

Value AddedOperators::Number(Element type, int64_t value) {
  const auto narrow = static_cast<int32_t>(value);
  return type == Element::kInt64
             ? Constant(type, {}, {reinterpret_cast<const char*>(&value), sizeof value})
             : Constant(type, {}, {reinterpret_cast<const char*>(&narrow), sizeof narrow});
}

Value AddedOperators::Floats(const std::vector<int64_t>& shape, const std::vector<float>& values) {
  return Constant(Element::kFloat, shape,
                  {reinterpret_cast<const char*>(values.data()), values.size() * sizeof(float)});
}

Value AddedOperators::Constant(Element type, const std::vector<int64_t>& shape,
                               std::string_view bytes) {
  std::string tensor, attribute;
  WireWriter writer(&tensor);
  for (const int64_t size : shape) {
    writer.Count(schema::tensor::kDims, static_cast<uint64_t>(size));
  }
  writer.Count(schema::tensor::kDataType, static_cast<uint64_t>(type));
  writer.Bytes(schema::tensor::kRawData, bytes);
  WireWriter(&attribute).Bytes(schema::attribute::kName, "value");
  WireWriter(&attribute).Bytes(schema::attribute::kTensor, tensor);
  WireWriter(&attribute).Count(schema::attribute::kType, schema::attribute::kTypeTensor);
  const Value value{NextName("Constant")};
  std::string node = NodeMessage({"Constant", {}, {value}});
  WireWriter(&node).Bytes(schema::node::kAttribute, attribute);
  nodes_.push_back(std::move(node));
  return value;
}

}  // namespace redquill::model::onnx
