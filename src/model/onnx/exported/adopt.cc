#include "model/onnx/exported/adopt.h"

#include <utility>

#include "model/onnx/exported/operators.h"
#include "model/onnx/exported/rewriter.h"
#include "model/onnx/messages.h"
#include "model/onnx/parts_read.h"
#include "model/onnx/schema.h"
#include "model/onnx/wire.h"

namespace redquill::model::onnx {
namespace {

constexpr std::string_view kResult = "values";

// A start of names that no value of the file has.
std::string FreePrefix(const Outline& outline) {
  const std::string base = "redquill";
  std::string prefix = base + "/";
  for (int i = 1; outline.scopes.contains(prefix); ++i) {
    prefix = base + "." + std::to_string(i) + "/";
  }
  return prefix;
}

// The graph's inputs, which it then has under other names, and what has the result's name.
Rewriter::Names NewNames(const Interface& interface, const std::string& prefix) {
  Rewriter::Names names = {{std::string(kResult), prefix + std::string(kResult)}};
  for (const auto name : {kIdsInput, kMaskInput}) {
    names[std::string(name)] = prefix + std::string(name);
  }
  for (const auto& [name, type] : interface.inputs) names[name] = prefix + name;
  return names;
}

/// What a graph asks for, made of the ids and, in a batch, the mask.
class FrontOperators {
 public:
  FrontOperators(const Interface& interface, const AdoptOptions& options, bool batches,
                 AddedOperators* ops)
      : interface_(interface), options_(options), batches_(batches), ops_(*ops) {}

  void Write() {
    for (const auto& [name, type] : interface_.inputs) {
      const std::string as = ops_.prefix() + name;
      if (name == kIdsInput) ops_.Cast({std::string(kIdsInput)}, type, as);
      if (name == kMaskInput) ops_.Op("Identity", {Mask(type)}, {}, as);
      if (name == kTypesInput) ops_.Op("Identity", {Zeros(type)}, {}, as);
      if (name == kPositionsInput) WritePositions(type, as);
    }
  }

 private:
  // As many as there are ids.
  Value Zeros(Element type) {
    return ops_.Op("Mul", {ops_.Cast({std::string(kIdsInput)}, type), ops_.Number(type, 0)});
  }
  Value Mask(Element type) {
    if (batches_) return ops_.Cast({std::string(kMaskInput)}, type);
    return ops_.Op("Add", {Zeros(type), ops_.Number(type, 1)});
  }
  // Behind the mask they stay at the last token's.
  void WritePositions(Element type, const std::string& as) {
    const Value counted = ops_.Op("CumSum", {Mask(type), ops_.Number(Element::kInt64, 1)});
    ops_.Op("Add", {counted, ops_.Number(type, options_.first_position - 1)}, {}, as);
  }

  const Interface& interface_;
  const AdoptOptions& options_;
  const bool batches_;
  AddedOperators& ops_;
};

// The score of the labels.
void WriteResult(const Interface& interface, const AdoptOptions& options, Value labels,
                 AddedOperators* ops) {
  if (interface.element != Element::kFloat) labels = ops->Cast(labels, Element::kFloat);
  if (!options.class_values.empty()) {
    const Value probabilities = ops->Op("Softmax", {labels}, {{"axis", int64_t{1}}});
    labels = ops->Op("MatMul",
                     {probabilities, ops->Floats({interface.labels, 1}, options.class_values)});
  }
  ops->Op("Identity", {labels}, {}, std::string(kResult));
}

void OwnField(int number, std::string_view message, Pieces* out) {
  std::string field;
  WireWriter(&field).Bytes(number, message);
  out->Own(std::move(field));
}

/// One field of the foreign graph.
Result<void> CopyGraphField(const WireField& field, Rewriter* rewriter, Pieces* out) {
  const auto name_of = [](std::string_view value) {
    std::string_view name;
    (void)ForEachField(value, [&](const WireField& one) {
      if (one.number == schema::value_info::kName) name = one.bytes;
      return true;
    });
    return name;
  };
  Result<std::string> copy;
  switch (field.number) {
    case schema::graph::kNode:
      copy = rewriter->Node(field.bytes);
      break;
    case schema::graph::kInitializer:
      return rewriter->Constant(field.bytes, out);
    case schema::graph::kSparseInitializer:
      copy = rewriter->SparseConstant(field.bytes);
      break;
    case schema::graph::kOutput:
      return {};
    case schema::graph::kInput:
    case schema::graph::kValueInfo:
      // Inputs that constants stand for stay; those that are asked for are now values within.
      if (rewriter->Renames(name_of(field.bytes))) return {};
      out->Borrow(field.whole);
      return {};
    default:
      out->Borrow(field.whole);
      return {};
  }
  if (!copy) return Failure(copy.error());
  OwnField(field.number, *copy, out);
  return {};
}

Result<void> CopyGraph(std::string_view graph, Rewriter* rewriter, Pieces* out) {
  Result<void> copied;
  const bool read = ForEachField(graph, [&](const WireField& field) {
    copied = CopyGraphField(field, rewriter, out);
    return copied.has_value();
  });
  if (!copied) return copied;
  if (!read) return Fail(Code::kCorrupt, "this is no ONNX model, or it is cut off");
  return {};
}

void WriteMetadata(const Outline& outline, const AdoptOptions& options, bool batches, bool standard,
                   int64_t outputs, Pieces* out) {
  std::vector<std::pair<std::string_view, std::string>> entries = {
      {kMetadataArchitecture, options.architecture},
      {kMetadataPrecision, std::string(NameOf(PrecisionOf(outline)))},
      {kMetadataOperators, standard ? std::string(NameOf(Operators::kStandard)) : "exported"},
      {kMetadataVocabulary, std::to_string(options.vocabulary)},
      {kMetadataMaxTokens, std::to_string(options.max_tokens)},
      {kMetadataOutputs, std::to_string(outputs)}};
  if (batches) entries.emplace_back(kMetadataPadding, std::to_string(options.padding));
  for (const auto& [key, value] : entries) {
    OwnField(schema::model::kMetadata, EntryMessage(key, value), out);
  }
}

/// The model's fields but the graph.
Result<void> CopyModel(std::string_view model, Rewriter* rewriter, std::string_view* graph,
                       Pieces* out) {
  Result<void> copied;
  const bool read = ForEachField(model, [&](const WireField& field) {
    if (field.number == schema::model::kGraph) {
      *graph = field.bytes;
    } else if (field.number == schema::model::kFunction) {
      const auto function = rewriter->Function(field.bytes);
      if (!function) copied = Failure(function.error());
      if (function) OwnField(field.number, *function, out);
    } else if (field.number == schema::model::kMetadata) {
      std::string_view key, value;
      if (!ReadEntry(field.bytes, &key, &value)) return false;
      if (!key.starts_with(kMetadataPrefix)) out->Borrow(field.whole);  // Ours are written anew.
    } else if (field.number != schema::model::kTraining) {
      out->Borrow(field.whole);
    }
    return copied.has_value();
  });
  if (!copied) return copied;
  if (!read) return Fail(Code::kCorrupt, "this is no ONNX model, or it is cut off");
  return {};
}

}  // namespace

Precision PrecisionOf(const Outline& outline) {
  // By the schema's numbers of types.
  const auto numbers = [&](std::initializer_list<int> types) {
    int64_t sum = 0;
    for (const int type : types) {
      const auto at = outline.numbers_by_type.find(static_cast<uint64_t>(type));
      if (at != outline.numbers_by_type.end()) sum += at->second;
    }
    return sum;
  };
  const int64_t single = numbers({1, 11}), half = numbers({10, 16}), bytes = numbers({2, 3});
  if (bytes > single && bytes > half) return Precision::kInt8;
  return half > single ? Precision::kFp16 : Precision::kFp32;
}

bool IsStandard(const Outline& outline, const Interface& interface, const AdoptOptions& options) {
  return interface.batches && options.padding >= 0 && outline.domains == std::set<std::string>{""};
}

Result<WrittenModel> AdoptModel(std::string_view model, const Outline& outline,
                                const Interface& interface, const AdoptOptions& options,
                                ExternalFiles* files) {
  const bool batches = interface.batches && options.padding >= 0;
  const std::string prefix = FreePrefix(outline);
  Rewriter rewriter(NewNames(interface, prefix), files);
  AddedOperators before(prefix), behind(prefix + "result/");
  FrontOperators(interface, options, batches, &before).Write();
  const Value labels{rewriter.Renames(interface.output) ? prefix + interface.output
                                                        : interface.output};
  WriteResult(interface, options, labels, &behind);

  Pieces out, graph;
  std::string_view own;
  if (auto copied = CopyModel(model, &rewriter, &own, &out); !copied) {
    return Failure(copied.error());
  }
  for (const auto& node : before.nodes()) OwnField(schema::graph::kNode, node, &graph);
  if (auto copied = CopyGraph(own, &rewriter, &graph); !copied) return Failure(copied.error());
  for (const auto& node : behind.nodes()) OwnField(schema::graph::kNode, node, &graph);
  const Dimension batch = batches ? Dimension{"batch"} : Dimension{int64_t{1}};
  const int64_t outputs = options.class_values.empty() ? interface.labels : 1;
  const auto input = [&](std::string_view name) {
    OwnField(schema::graph::kInput,
             ValueInfoMessage(std::string(name), Element::kInt32, {batch, "length"}), &graph);
  };
  input(kIdsInput);
  if (batches) input(kMaskInput);
  OwnField(schema::graph::kOutput,
           ValueInfoMessage(std::string(kResult), Element::kFloat, {batch, outputs}), &graph);
  WriteMetadata(outline, options, batches, IsStandard(outline, interface, options), outputs, &out);

  if (graph.size() + out.size() + 16 > kMostModelBytes) {
    return Fail(Code::kTooLarge, "the model has " + std::to_string(graph.size()) +
                                     " bytes, more than one ONNX file can hold (2 GiB); export it "
                                     "as int8 or float16");
  }
  WrittenModel written{{}, outputs, options.max_tokens, outline.parameters, {}};
  written.onnx.reserve(graph.size() + out.size() + 16);
  out.AppendTo(&written.onnx);
  WireWriter(&written.onnx).Head(schema::model::kGraph, graph.size());
  graph.AppendTo(&written.onnx);
  return written;
}

}  // namespace redquill::model::onnx
