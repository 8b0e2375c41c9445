#include "model/onnx/exported/rewriter.h"

#include "model/onnx/parts_read.h"
#include "model/onnx/schema.h"
#include "model/onnx/wire.h"

namespace redquill::model::onnx {
namespace {

constexpr int kDeepest = 64;  // Of graphs within operators' attributes.

tl::unexpected<Error> Damaged() {
  return Fail(Code::kCorrupt, "this is no ONNX model, or it is cut off");
}

}  // namespace

void Pieces::Borrow(std::string_view part) {
  parts_.push_back(part);
  size_ += part.size();
}

void Pieces::Own(std::string part) {
  own_.push_back(std::move(part));
  Borrow(own_.back());
}

void Pieces::AppendTo(std::string* out) const {
  for (const auto part : parts_) out->append(part);
}

const Rewriter::Rule Rewriter::kRules[] = {
    {Kind::kGraph, schema::graph::kNode, Kind::kNode},
    {Kind::kGraph, schema::graph::kInitializer, Kind::kTensor},
    {Kind::kGraph, schema::graph::kSparseInitializer, Kind::kSparse},
    {Kind::kGraph, schema::graph::kInput, Kind::kValueInfo},
    {Kind::kGraph, schema::graph::kOutput, Kind::kValueInfo},
    {Kind::kGraph, schema::graph::kValueInfo, Kind::kValueInfo},
    {Kind::kNode, schema::node::kAttribute, Kind::kAttribute},
    {Kind::kAttribute, schema::attribute::kTensor, Kind::kTensor},
    {Kind::kAttribute, schema::attribute::kTensors, Kind::kTensor},
    {Kind::kAttribute, schema::attribute::kGraph, Kind::kGraph},
    {Kind::kAttribute, schema::attribute::kGraphs, Kind::kGraph},
    {Kind::kAttribute, schema::attribute::kSparse, Kind::kSparse},
    {Kind::kAttribute, schema::attribute::kSparses, Kind::kSparse},
    {Kind::kSparse, schema::sparse::kValues, Kind::kTensor},
    {Kind::kSparse, schema::sparse::kIndices, Kind::kTensor},
    {Kind::kFunction, schema::function::kNode, Kind::kNode},
    {Kind::kFunction, schema::function::kAttribute, Kind::kAttribute},
};

Rewriter::Kind Rewriter::Below(Kind kind, int field) {
  for (const Rule& rule : kRules) {
    if (rule.in == kind && rule.field == field) return rule.what;
  }
  return Kind::kNone;
}

bool Rewriter::IsName(Kind kind, int field) {
  switch (kind) {
    case Kind::kNode:
      return field == schema::node::kInput || field == schema::node::kOutput;
    case Kind::kTensor:
      return field == schema::tensor::kName;
    case Kind::kValueInfo:
      return field == schema::value_info::kName;
    default:
      return false;
  }
}

std::string_view Rewriter::NewName(std::string_view name) const {
  const auto at = names_.find(name);
  return rename_ && at != names_.end() ? std::string_view(at->second) : name;
}

Result<Rewriter::Tensor> Rewriter::CopyTensor(std::string_view message) {
  TensorHead head;
  if (!ReadTensorHead(message, &head)) return Damaged();
  Tensor tensor;
  WireWriter writer(&tensor.head);
  bool raw = head.external;
  const bool read = ForEachField(message, [&](const WireField& field) {
    const bool place =
        field.number == schema::tensor::kExternal || field.number == schema::tensor::kLocation;
    if (IsName(Kind::kTensor, field.number)) {
      writer.Bytes(field.number, NewName(field.bytes));
    } else if (field.number == schema::tensor::kRawData) {
      tensor.data = field.bytes;
      raw = true;
    } else if (!place) {
      tensor.head += field.whole;
    }
    return true;
  });
  if (!read) return Damaged();
  if (head.external) {
    const auto data = files_->Find(message);
    if (!data) return Failure(data.error());
    tensor.data = *data;
  }
  if (raw) writer.Head(schema::tensor::kRawData, tensor.data.size());
  return tensor;
}

Result<std::string> Rewriter::Copy(Kind kind, std::string_view message, int depth) {
  if (depth > kDeepest) {
    return Fail(Code::kTooLarge, "the ONNX file has graphs within graphs too deep");
  }
  if (kind == Kind::kTensor) {
    auto tensor = CopyTensor(message);
    if (!tensor) return Failure(tensor.error());
    return std::move(tensor->head.append(tensor->data));
  }
  std::string out;
  WireWriter writer(&out);
  Result<void> below;
  const bool read = ForEachField(message, [&](const WireField& field) {
    const Kind what = Below(kind, field.number);
    if (what != Kind::kNone) {
      const auto copy = Copy(what, field.bytes, depth + 1);
      if (!copy) below = Failure(copy.error());
      if (copy) writer.Bytes(field.number, *copy);
      return copy.has_value();
    }
    if (IsName(kind, field.number)) {
      writer.Bytes(field.number, NewName(field.bytes));
    } else {
      out += field.whole;
    }
    return true;
  });
  if (!below) return Failure(below.error());
  if (!read) return Damaged();
  return out;
}

Result<std::string> Rewriter::Node(std::string_view message) {
  return Copy(Kind::kNode, message, 0);
}

Result<std::string> Rewriter::Function(std::string_view message) {
  rename_ = false;
  auto copy = Copy(Kind::kFunction, message, 0);
  rename_ = true;
  return copy;
}

Result<std::string> Rewriter::ValueInfo(std::string_view message) {
  return Copy(Kind::kValueInfo, message, 0);
}

Result<std::string> Rewriter::SparseConstant(std::string_view message) {
  return Copy(Kind::kSparse, message, 0);
}

Result<void> Rewriter::Constant(std::string_view message, Pieces* out) {
  auto tensor = CopyTensor(message);
  if (!tensor) return Failure(tensor.error());
  std::string head;
  WireWriter(&head).Head(schema::graph::kInitializer, tensor->head.size() + tensor->data.size());
  out->Own(head + tensor->head);
  out->Borrow(tensor->data);
  return {};
}

}  // namespace redquill::model::onnx
