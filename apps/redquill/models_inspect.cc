#include <cstdio>
#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>

#include "base/mapped_file.h"
#include "engine/ensemble/spec.h"
#include "model/hf/checkpoint.h"
#include "model/library.h"
#include "model/onnx/summary.h"
#include "redquill/models.h"
#include "redquill/print.h"

namespace redquill::app {
namespace {

using nlohmann::json;

json OnnxJson(const model::onnx::Summary& summary) {
  json constants = json::object();
  uint64_t parameters = 0, bytes = 0;
  for (const auto& [type, one] : summary.constants) {
    constants[type] = {{"tensors", one.tensors}, {"elements", one.elements}, {"bytes", one.bytes}};
    parameters += one.elements;
    bytes += one.bytes;
  }
  return {{"producer", summary.producer}, {"opsets", summary.opsets},
          {"metadata", summary.metadata}, {"operators", summary.operators},
          {"constants", constants},       {"constant_elements", parameters},
          {"constant_bytes", bytes}};
}

Result<json> InspectOnnx(std::string_view bytes) {
  const auto summary = model::onnx::Summarise(bytes);
  if (!summary) return Failure(summary.error());
  return OnnxJson(*summary);
}

// A file of ONNX by itself.
Result<json> InspectOnnxFile(const std::string& path) {
  constexpr uint64_t kMost = uint64_t{4} << 30;
  const auto mapped = MappedFile::Open(path, kMost);
  if (!mapped) return Failure(mapped.error());
  const auto bytes = mapped->bytes();
  auto onnx = InspectOnnx({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
  if (!onnx) return Failure(onnx.error(), path);
  return json{{"file", path}, {"bytes", bytes.size()}, {"onnx", *onnx}};
}

Result<json> InspectFolder(const std::string& folder) {
  const auto config = model::hf::ReadConfigFile(folder);
  if (!config) return Failure(config.error());
  const auto checkpoint = model::hf::Checkpoint::Open(folder);
  if (!checkpoint) return Failure(checkpoint.error());
  json types = json::object();
  int64_t elements = 0;
  uint64_t bytes = 0;
  for (const std::string& name : (*checkpoint)->Names()) {
    const auto* tensor = (*checkpoint)->Find(name);
    auto& type = types[std::string(NameOf(tensor->dtype))];
    if (type.is_null()) type = {{"tensors", 0}, {"elements", 0}};
    type["tensors"] = type["tensors"].get<int64_t>() + 1;
    type["elements"] = type["elements"].get<int64_t>() + tensor->elements();
    elements += tensor->elements();
    bytes += tensor->bytes.size();
  }
  std::error_code ignored;
  return json{{"folder", folder},
              {"architecture", model::hf::NameOf(config->architecture)},
              {"layers", config->layers},
              {"width", config->hidden},
              {"heads", config->heads},
              {"vocabulary", config->vocabulary},
              {"max_tokens", config->max_tokens()},
              {"head_labels", config->classifier ? config->labels : 0},
              {"parameters", elements},
              {"bytes", bytes},
              {"files", (*checkpoint)->files()},
              {"tensors", types},
              {"tokenizer", std::filesystem::exists(folder + "/tokenizer.json", ignored)}};
}

Result<json> PackageJson(const std::shared_ptr<const model::Package>& package) {
  const model::Manifest& m = package->manifest();
  uint64_t bytes = 0;
  for (const auto& entry : m.files) bytes += entry.bytes;
  json all = {{"name", m.name},     {"digest", package->digest()}, {"architecture", m.architecture},
              {"engine", m.engine}, {"max_tokens", m.max_tokens},  {"bytes", bytes}};
  if (package->Has(model::kModelFile)) {
    auto onnx = InspectOnnx(*package->Text(model::kModelFile));
    if (!onnx) return Failure(onnx.error());
    all["onnx"] = *onnx;
  }
  return all;
}

Result<json> InspectPackage(const ModelsOptions& options) {
  const auto file = FileOfModel(options);
  if (!file) return Failure(file.error());
  const auto package = model::LoadModel(*file, "");
  if (!package) return Failure(package.error());
  auto all = PackageJson(*package);
  if (!all) return Failure(all.error(), *file);
  (*all)["file"] = *file;
  if ((*package)->manifest().engine != "ensemble") return all;
  const auto spec = engine::ensemble::ReadSpec((*package)->manifest().config);
  if (!spec) return Failure(spec.error(), *file);
  for (const std::string& name : spec->members) {
    const auto member = model::Package::OpenMember(*package, name);
    if (!member) return Failure(member.error(), *file);
    auto inside = PackageJson(*member);
    if (!inside) return Failure(inside.error(), *file + ", member " + name);
    (*all)["members"][name] = *std::move(inside);
  }
  return all;
}

std::string Shown(const json& value) {
  return value.is_string() ? value.get<std::string>() : value.dump();
}

void PrintFacts(const json& facts, const std::string& indent) {
  for (const auto& [key, value] : facts.items()) {
    if (value.is_object() && !value.empty()) {
      Print(indent + (key.empty() ? "ai.onnx" : key) + "\n");
      PrintFacts(value, indent + "  ");
    } else {
      std::string name = indent + (key.empty() ? "ai.onnx" : key);
      name.resize(std::max<size_t>(name.size() + 2, 36), ' ');
      Print(name + Shown(value) + "\n");
    }
  }
}

}  // namespace

Result<int> InspectModel(const ModelsOptions& options) {
  std::error_code ignored;
  auto facts = std::filesystem::is_directory(options.model, ignored) ? InspectFolder(options.model)
               : options.model.ends_with(".onnx") ? InspectOnnxFile(options.model)
                                                  : InspectPackage(options);
  if (!facts) return Failure(facts.error());
  if (options.json) {
    Print(facts->dump(2, ' ', false, json::error_handler_t::replace) + "\n");
  } else {
    PrintFacts(*facts, "");
  }
  return 0;
}

}  // namespace redquill::app
