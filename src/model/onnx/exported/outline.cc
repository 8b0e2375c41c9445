#include "model/onnx/exported/outline.h"

#include <algorithm>

#include "model/onnx/parts_read.h"
#include "model/onnx/schema.h"
#include "model/onnx/wire.h"

namespace redquill::model::onnx {
namespace {

constexpr size_t kMostEntries = 1'000'000;  // Of nodes and constants.
constexpr size_t kMostValues = 64;          // Of inputs, of results.

bool ReadDimension(std::string_view message, std::vector<Dimension>* shape) {
  Dimension dimension = std::string();
  const bool read = ForEachField(message, [&](const WireField& field) {
    const auto size = static_cast<int64_t>(field.count);
    // Some writers say -1 or 0 for a size that a run decides.
    if (field.number == schema::type::kDimValue && size > 0) dimension = size;
    if (field.number == schema::type::kDimParam) dimension = std::string(field.bytes);
    return true;
  });
  shape->push_back(std::move(dimension));
  return read && shape->size() <= 16;
}

bool ReadTensorType(std::string_view message, DeclaredValue* value) {
  return ForEachField(message, [&](const WireField& field) {
    if (field.number == schema::type::kElement) value->element = field.count;
    if (field.number != schema::type::kShape) return true;
    value->shape.emplace();
    return ForEachField(field.bytes, [&](const WireField& one) {
      return one.number != schema::type::kDim || ReadDimension(one.bytes, &*value->shape);
    });
  });
}

bool ReadValue(std::string_view message, std::vector<DeclaredValue>* values) {
  DeclaredValue value;
  const bool read = ForEachField(message, [&](const WireField& field) {
    if (field.number == schema::value_info::kName) value.name = field.bytes;
    if (field.number != schema::value_info::kType) return true;
    return ForEachField(field.bytes, [&](const WireField& one) {
      return one.number != schema::type::kTensor || ReadTensorType(one.bytes, &value);
    });
  });
  values->push_back(std::move(value));
  return read && values->size() <= kMostEntries;
}

struct Node {
  std::string_view type, domain;
  std::vector<std::string_view> inputs, outputs;
};

// What stands at the graph's top, to be looked over when all of it is known.
struct Top {
  std::vector<Node> nodes;
  std::map<std::string_view, std::vector<int64_t>> constants;  // Name to shape.
};

void KeepScope(std::string_view name, Outline* outline) {
  const size_t slash = name.rfind('/');
  if (slash != std::string_view::npos) outline->scopes.emplace(name.substr(0, slash + 1));
}

bool ReadNode(std::string_view message, Top* top, Outline* outline) {
  Node node;
  const bool read = ForEachField(message, [&](const WireField& field) {
    if (field.number == schema::node::kInput) node.inputs.push_back(field.bytes);
    if (field.number == schema::node::kOutput) node.outputs.push_back(field.bytes);
    if (field.number == schema::node::kOpType) node.type = field.bytes;
    if (field.number == schema::node::kDomain) node.domain = field.bytes;
    return true;
  });
  if (node.type.starts_with("DynamicQuantize")) outline->rounds_by_run = true;
  outline->domains.emplace(node.domain == "ai.onnx" ? "" : node.domain);
  for (const auto name : node.outputs) KeepScope(name, outline);
  top->nodes.push_back(std::move(node));
  return read && top->nodes.size() <= kMostEntries;
}

bool ReadConstant(std::string_view message, Top* top, Outline* outline) {
  TensorHead head;
  if (!ReadTensorHead(message, &head)) return false;
  const int64_t elements = head.elements();
  if (elements < 0) return false;
  if (!head.dims.empty()) {
    outline->parameters += elements;
    outline->numbers_by_type[head.element] += elements;
  }
  KeepScope(head.name, outline);
  top->constants[head.name] = std::move(head.dims);
  return top->constants.size() <= kMostEntries;
}

// The table that `ids`, or what is a cast of them, picks rows of.
int64_t TokenRows(const Top& top, std::string_view ids) {
  std::set<std::string_view> names = {ids};
  for (const Node& node : top.nodes) {
    if (node.inputs.empty() || node.outputs.empty()) continue;
    const bool same = node.type == "Cast" || node.type == "Identity";
    if (same && names.contains(node.inputs[0])) names.insert(node.outputs[0]);
    if (node.type != "Gather" || node.inputs.size() < 2 || !names.contains(node.inputs[1])) {
      continue;
    }
    const auto table = top.constants.find(node.inputs[0]);
    if (table != top.constants.end() && table->second.size() == 2) return table->second[0];
  }
  return 0;
}

bool ReadGraph(std::string_view message, Outline* outline) {
  Top top;
  const bool read = ForEachField(message, [&](const WireField& field) {
    switch (field.number) {
      case schema::graph::kNode:
        return ReadNode(field.bytes, &top, outline);
      case schema::graph::kInitializer:
        return ReadConstant(field.bytes, &top, outline);
      case schema::graph::kInput:
        return ReadValue(field.bytes, &outline->inputs);
      case schema::graph::kOutput:
        return ReadValue(field.bytes, &outline->outputs);
      default:
        return true;
    }
  });
  std::erase_if(outline->inputs,
                [&](const DeclaredValue& v) { return top.constants.contains(v.name); });
  outline->token_rows = TokenRows(top, "input_ids");
  return read && outline->inputs.size() <= kMostValues && outline->outputs.size() <= kMostValues;
}

bool KeepOpset(std::string_view message, Outline* outline) {
  std::string_view domain;
  uint64_t version = 0;
  const bool read = ReadOpset(message, &domain, &version);
  outline->opsets[domain == "ai.onnx" ? "" : std::string(domain)] = version;
  return read;
}

}  // namespace

Result<Outline> ReadOutline(std::string_view model) {
  Outline outline;
  int graphs = 0;
  const bool read = ForEachField(model, [&](const WireField& field) {
    if (field.number == schema::model::kOpsetImport) return KeepOpset(field.bytes, &outline);
    if (field.number != schema::model::kGraph) return true;
    return ++graphs == 1 && ReadGraph(field.bytes, &outline);
  });
  if (!read || graphs != 1) return Fail(Code::kCorrupt, "this is no ONNX model, or it is cut off");
  return outline;
}

}  // namespace redquill::model::onnx
