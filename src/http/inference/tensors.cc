#include "http/inference/tensors.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <nlohmann/json.hpp>

#include "base/quote.h"

namespace redquill::http {
namespace {

using nlohmann::json;

static_assert(std::endian::native == std::endian::little, "binary tensors are little-endian");

std::string LittleEndian(const void* value, size_t bytes) {
  return std::string(static_cast<const char*>(value), bytes);
}

/// The tensor's bytes as the extension for binary tensors has them.
std::string Binary(const Tensor& tensor) {
  if (const auto* text = std::get_if<std::string>(&tensor.value)) {
    const auto size = static_cast<uint32_t>(text->size());
    return LittleEndian(&size, sizeof size) + *text;
  }
  const auto& numbers = std::get<std::vector<double>>(tensor.value);
  return LittleEndian(numbers.data(), numbers.size() * sizeof(double));
}

/// The tensor's heading, with its values unless they follow in binary.
json Described(const Tensor& tensor, bool binary) {
  json described = {{"name", tensor.name}};
  if (const auto* text = std::get_if<std::string>(&tensor.value)) {
    described["datatype"] = "BYTES";
    described["shape"] = {1};
    if (!binary) described["data"] = {*text};
  } else {
    const auto& numbers = std::get<std::vector<double>>(tensor.value);
    described["datatype"] = "FP64";
    described["shape"] = {1, numbers.size()};
    if (!binary) described["data"] = numbers;
  }
  return described;
}

}  // namespace

Result<std::string> OneText(std::string_view bytes) {
  uint32_t size = 0;
  if (bytes.size() >= sizeof size) std::memcpy(&size, bytes.data(), sizeof size);
  if (bytes.size() < sizeof size || size != bytes.size() - sizeof size) {
    return Fail(Code::kInvalidArgument,
                "A BYTES tensor is one text behind its length in four bytes; this one is not.",
                "binary_data_size");
  }
  return std::string(bytes.substr(sizeof size));
}

Result<Response> InferResponse(const std::vector<Tensor>& all, const InferBody& wanted,
                               json heading) {
  std::vector<WantedTensor> chosen = wanted.outputs;
  if (chosen.empty()) {
    for (const Tensor& tensor : all) chosen.push_back({tensor.name, wanted.binary});
  }
  std::string binary;
  json outputs = json::array();
  for (const WantedTensor& one : chosen) {
    const auto found = std::find_if(all.begin(), all.end(),
                                    [&](const Tensor& tensor) { return tensor.name == one.name; });
    if (found == all.end()) {
      std::string known;
      for (const Tensor& tensor : all) known += (known.empty() ? "" : ", ") + tensor.name;
      return Fail(Code::kInvalidArgument,
                  "There is no output " + Quoted(one.name) + ". Known are " + known + ".",
                  "outputs");
    }
    outputs.push_back(Described(*found, one.binary));
    if (!one.binary) continue;
    const std::string bytes = Binary(*found);
    outputs.back()["parameters"] = {{"binary_data_size", bytes.size()}};
    binary += bytes;
  }
  heading["outputs"] = std::move(outputs);
  Response response{200, "application/json", {}, {}};
  response.body = heading.dump(-1, ' ', false, json::error_handler_t::replace);
  if (!binary.empty()) {
    response.content_type = "application/octet-stream";
    response.headers.push_back(
        {"Inference-Header-Content-Length", std::to_string(response.body.size())});
    response.body += binary;
  }
  return response;
}

}  // namespace redquill::http
