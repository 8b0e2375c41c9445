#include "http/inference/infer_body.h"

#include <algorithm>
#include <utility>

#include "base/json.h"
#include "base/quote.h"
#include "http/inference/tensors.h"

namespace redquill::http {
namespace {

using nlohmann::json;

// The transport bounds the bytes already.
constexpr JsonLimits kLimits{.bytes = uint64_t{1} << 30, .depth = 8, .values = 1000};

tl::unexpected<Error> Wrong(const std::string& what, std::string field) {
  return Fail(Code::kInvalidArgument, what, std::move(field));
}

/// An optional member of one type: its value, or what the type is without it.
Result<std::string> Text(const json& object, const char* name) {
  const auto found = object.find(name);
  if (found == object.end()) return std::string();
  if (found->is_string()) return found->get<std::string>();
  return Wrong(std::string("\"") + name + "\" must be a string.", name);
}

Result<bool> Toggle(const json& object, const char* name) {
  const auto parameters = object.find("parameters");
  if (parameters == object.end() || !parameters->is_object()) return false;
  const auto found = parameters->find(name);
  if (found == parameters->end()) return false;
  if (found->is_boolean()) return found->get<bool>();
  return Wrong(std::string("The parameter \"") + name + "\" must be true or false.", "parameters");
}

/// The shape holds one element.
Result<void> CheckOne(const json& input, const std::string& name) {
  const auto shape = input.find("shape");
  if (shape == input.end() || !shape->is_array() || shape->empty()) {
    return Wrong("The input " + Quoted(name) + " needs a shape such as [1].", "shape");
  }
  for (const auto& size : *shape) {
    if (!size.is_number_unsigned()) return Wrong("A shape is a list of sizes.", "shape");
    if (size.get<uint64_t>() == 1) continue;
    return Fail(Code::kUnsupported,
                "Send one essay a request: the shape of " + Quoted(name) + " must be [1].",
                "shape");
  }
  return {};
}

/// The one string of "data", however deeply the shape nests it.
Result<std::string> FromData(const json& input, const std::string& name) {
  const auto data = input.find("data");
  const json* value = data == input.end() ? nullptr : &*data;
  for (int depth = 0; value != nullptr && value->is_array() && depth < 8; ++depth) {
    value = value->size() == 1 ? &value->front() : nullptr;
  }
  if (value != nullptr && data->is_array() && value->is_string()) return value->get<std::string>();
  return Wrong(
      "The data of the input " + Quoted(name) + R"( must be one text, such as ["The text …"].)",
      "data");
}

/// The input's text, taken from the front of `binary` if it declares a size there.
Result<std::string> ReadInput(const json& input, const std::string& name,
                              std::string_view* binary) {
  if (input.value("datatype", json()) != "BYTES") {
    return Fail(Code::kUnsupported,
                "The input " + Quoted(name) + " is a text: its datatype is BYTES.", "datatype");
  }
  if (auto one = CheckOne(input, name); !one) return Failure(one.error());
  const auto parameters = input.find("parameters");
  const bool in_binary = parameters != input.end() && parameters->is_object() &&
                         parameters->contains("binary_data_size");
  if (!in_binary) return FromData(input, name);
  const json& size = parameters->at("binary_data_size");
  if (!size.is_number_unsigned() || size.get<uint64_t>() > binary->size()) {
    return Wrong(
        "The binary_data_size of the input " + Quoted(name) + " is not that of the bytes sent.",
        "binary_data_size");
  }
  const auto bytes = binary->substr(0, size.get<size_t>());
  binary->remove_prefix(bytes.size());
  return OneText(bytes);
}

Result<void> ReadInputs(const json& object, std::string_view binary, InferBody* body) {
  const auto inputs = object.find("inputs");
  if (inputs == object.end() || !inputs->is_array()) {
    return Wrong(R"("inputs" is missing. Send the input "essay".)", "inputs");
  }
  bool essay = false, prompt = false;
  for (const json& input : *inputs) {
    if (!input.is_object()) return Wrong("Each of the inputs is an object.", "inputs");
    auto name = Text(input, "name");
    if (!name) return Failure(name.error());
    const bool known = (*name == "essay" && !essay) || (*name == "prompt" && !prompt);
    if (!known) {
      return Wrong(
          "There is no input " + Quoted(*name) + ", or it comes twice. Known are essay and prompt.",
          "inputs");
    }
    auto text = ReadInput(input, *name, &binary);
    if (!text) return Failure(text.error());
    (*name == "essay" ? essay : prompt) = true;
    (*name == "essay" ? body->essay : body->prompt) = *std::move(text);
  }
  if (!essay) return Wrong(R"(The input "essay" is missing.)", "inputs");
  if (!binary.empty()) return Wrong("There are bytes behind the inputs.", "binary_data_size");
  return {};
}

Result<void> ReadOutputs(const json& object, InferBody* body) {
  auto all = Toggle(object, "binary_data_output");
  if (!all) return Failure(all.error());
  body->binary = *all;
  const auto outputs = object.find("outputs");
  if (outputs == object.end()) return {};
  if (!outputs->is_array()) return Wrong(R"("outputs" must be a list.)", "outputs");
  for (const json& output : *outputs) {
    if (!output.is_object()) return Wrong("Each of the outputs is an object.", "outputs");
    auto name = Text(output, "name");
    if (!name) return Failure(name.error());
    auto binary = Toggle(output, "binary_data");
    if (!binary) return Failure(binary.error());
    body->outputs.push_back({*std::move(name), *binary || *all});
  }
  return {};
}

}  // namespace

Result<InferBody> ReadInferBody(std::string_view bytes, std::optional<size_t> json_bytes) {
  if (json_bytes && *json_bytes > bytes.size()) {
    return Wrong("Inference-Header-Content-Length is more than the body has.",
                 "Inference-Header-Content-Length");
  }
  const size_t split = json_bytes.value_or(bytes.size());
  const auto object = ParseJson(bytes.substr(0, split), kLimits);
  if (!object) {
    Error error = object.error();
    error.message = "The request's JSON: " + error.message + ".";
    return Failure(std::move(error));
  }
  if (!object->is_object()) return Wrong("The request's body must be a JSON object.", "");
  InferBody body;
  auto id = Text(*object, "id");
  if (!id) return Failure(id.error());
  body.id = *std::move(id);
  if (auto read = ReadInputs(*object, bytes.substr(split), &body); !read)
    return Failure(read.error());
  if (auto read = ReadOutputs(*object, &body); !read) return Failure(read.error());
  return body;
}

}  // namespace redquill::http
