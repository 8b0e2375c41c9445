#include "model/triton/triton_config.h"

#include <nlohmann/json.hpp>

namespace redquill::model {
namespace {

constexpr const char* kInputs[] = {"input_ids", "attention_mask"};

// Text of the protobuf text format: names here are ASCII without quotes by the manifest's rules.
std::string Quote(std::string_view text) { return "\"" + std::string(text) + "\""; }

std::string Parameter(std::string_view key, const std::string& value) {
  return "parameters { key: " + Quote(key) + " value: { string_value: " + Quote(value) + " } }\n";
}

std::string WarmUp(uint64_t length) {
  const std::string tokens = std::to_string(length);
  std::string text = "model_warmup {\n  name: " + Quote(tokens + " tokens") + "\n  batch_size: 1\n";
  for (const char* input : kInputs) {
    text += "  inputs {\n    key: " + Quote(input) +
            "\n    value: { data_type: TYPE_INT32 dims: [ " + tokens +
            " ] zero_data: true }\n  }\n";
  }
  return text + "}\n";
}

Result<void> CheckFits(const Manifest& manifest) {
  if (manifest.engine != "onnx") {
    return Fail(Code::kUnsupported,
                "The model " + manifest.name + " is run by " + manifest.engine +
                    ", which Triton has not. Models that read tokens can be exported.");
  }
  const std::string operators = manifest.config.value("operators", "");
  if (operators == "exported") {
    return Fail(Code::kUnsupported,
                "The model " + manifest.name +
                    " was imported from an ONNX file that takes one essay a run or has operators "
                    "beyond ONNX's own. Give that file to Triton itself, or import the checkpoint "
                    "with --operators standard.");
  }
  if (operators != "standard") {
    return Fail(Code::kUnsupported,
                "The model " + manifest.name +
                    " has operators of this program's own, which Triton has not. Import its "
                    "checkpoint again with --operators standard.");
  }
  return {};
}

}  // namespace

Result<std::string> TritonConfig(const Manifest& manifest, const std::string& digest,
                                 const TritonOptions& options) {
  if (auto fits = CheckFits(manifest); !fits) return Failure(fits.error());
  const uint64_t outputs = manifest.embeds() ? manifest.embedding_width : manifest.outputs.size();
  std::string text = "name: " + Quote(manifest.name) +
                     "\nbackend: \"onnxruntime\"\ndefault_model_filename: " + Quote(kModelFile) +
                     "\nmax_batch_size: " + std::to_string(options.max_batch) + "\n";
  for (const char* input : kInputs) {
    text += "input { name: " + Quote(input) + " data_type: TYPE_INT32 dims: [ -1 ] }\n";
  }
  text += "output { name: \"values\" data_type: TYPE_FP32 dims: [ " + std::to_string(outputs) +
          " ] }\ninstance_group { count: 1 kind: KIND_AUTO }\n";
  for (const auto& length : manifest.config.value("lengths", nlohmann::json::array())) {
    if (!length.is_number_integer() || length.get<int64_t>() < 1) continue;
    text += WarmUp(length.get<uint64_t>());
  }
  return text + Parameter("redquill.package", digest) +
         Parameter("redquill.max_tokens", std::to_string(manifest.max_tokens));
}

}  // namespace redquill::model
