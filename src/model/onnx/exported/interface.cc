#include "model/onnx/exported/interface.h"

#include <algorithm>

#include "base/quote.h"

namespace redquill::model::onnx {
namespace {

constexpr std::string_view kKnownInputs[] = {kIdsInput, kMaskInput, kTypesInput, kPositionsInput};
constexpr std::string_view kKnownOutputs[] = {"logits", "values"};
constexpr uint64_t kOldestOpset = 11;  // Of CumSum, which numbers positions.
constexpr int64_t kMostLabels = 1000;

tl::unexpected<Error> Refused(const std::string& what) {
  return Fail(Code::kUnsupported, "the ONNX file " + what);
}

Result<void> CheckInput(const DeclaredValue& input) {
  const std::string name = Quoted(input.name);
  const auto* known = std::find(std::begin(kKnownInputs), std::end(kKnownInputs), input.name);
  if (known == std::end(kKnownInputs)) {
    return Refused("has an input " + name +
                   " that no essay gives; known are input_ids, attention_mask, token_type_ids and "
                   "position_ids");
  }
  if (input.element != static_cast<uint64_t>(Element::kInt32) &&
      input.element != static_cast<uint64_t>(Element::kInt64)) {
    return Refused("has an input " + name + " that is neither int64 nor int32");
  }
  if (!input.shape) return {};
  if (input.shape->size() != 2) {
    return Refused("has an input " + name + " of " + std::to_string(input.shape->size()) +
                   " dimensions; it must have two, [batch, length]");
  }
  const auto* rows = std::get_if<int64_t>(&input.shape->front());
  if (rows != nullptr && *rows != 1) {
    return Refused("takes just " + std::to_string(*rows) + " texts at once (" + name +
                   "); export it with a dynamic batch");
  }
  if (const auto* length = std::get_if<int64_t>(&input.shape->back())) {
    return Refused("takes just texts of " + std::to_string(*length) + " tokens (" + name +
                   "); export it with a dynamic length (dynamic_axes)");
  }
  return {};
}

bool HasFixedBatch(const DeclaredValue& input) {
  return input.shape && std::holds_alternative<int64_t>(input.shape->front());
}

Result<const DeclaredValue*> FindOutput(const Outline& outline) {
  std::string names;
  for (const auto known : kKnownOutputs) {
    for (const DeclaredValue& output : outline.outputs) {
      if (output.name == known) return &output;
    }
  }
  if (outline.outputs.size() == 1) return &outline.outputs.front();
  for (const DeclaredValue& output : outline.outputs) {
    names += (names.empty() ? "" : ", ") + Quoted(output.name);
  }
  return Refused("has no result \"logits\"" + (names.empty() ? "" : "; it has " + names));
}

Result<void> ReadOutput(const DeclaredValue& output, Interface* interface) {
  const std::string name = Quoted(output.name);
  if (output.element != static_cast<uint64_t>(Element::kFloat) &&
      output.element != static_cast<uint64_t>(Element::kFloat16)) {
    return Refused("gives a result " + name + " that is neither float nor float16");
  }
  if (!output.shape) {
    return Refused("doesn't say how many labels its result " + name + " has; export it anew");
  }
  if (output.shape->size() != 2) {
    return Refused("gives a result " + name + " of " + std::to_string(output.shape->size()) +
                   " dimensions; it must have two, [batch, labels]");
  }
  const auto* labels = std::get_if<int64_t>(&output.shape->back());
  if (labels == nullptr || *labels > kMostLabels) {
    return Refused("doesn't give a fixed number of at most 1000 labels in its result " + name);
  }
  interface->output = output.name;
  interface->element = static_cast<Element>(output.element);
  interface->labels = *labels;
  return {};
}

}  // namespace

Result<Interface> ReadInterface(const Outline& outline) {
  Interface interface;
  bool one_text = false;
  for (const DeclaredValue& input : outline.inputs) {
    if (auto good = CheckInput(input); !good) return Failure(good.error());
    one_text = one_text || HasFixedBatch(input);
    interface.inputs[input.name] = static_cast<Element>(input.element);
  }
  if (!interface.inputs.contains(std::string(kIdsInput))) return Refused("has no input input_ids");
  interface.batches =
      !one_text && !outline.rounds_by_run && interface.inputs.contains(std::string(kMaskInput));
  const auto opset = outline.opsets.find("");
  if (opset == outline.opsets.end() || opset->second < kOldestOpset) {
    return Refused("was written for an opset before " + std::to_string(kOldestOpset) +
                   "; export it for a newer one");
  }
  const auto output = FindOutput(outline);
  if (!output) return Failure(output.error());
  if (auto read = ReadOutput(**output, &interface); !read) return Failure(read.error());
  return interface;
}

}  // namespace redquill::model::onnx
