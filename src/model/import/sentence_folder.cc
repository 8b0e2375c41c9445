#include "model/import/sentence_folder.h"

#include <filesystem>
#include <utility>

#include "base/file.h"
#include "base/json.h"
#include "base/quote.h"

namespace redquill::model {
namespace {

using Json = nlohmann::json;

constexpr uint64_t kMostBytes = 1 << 20;

Result<Json> ReadJsonFile(const std::string& path) {
  const auto text = ReadFile(path, kMostBytes);
  if (!text) return Failure(text.error());
  auto json = ParseJson(*text, {.bytes = kMostBytes, .depth = 16, .values = 10'000});
  if (!json) return Failure(json.error(), path);
  return json;
}

bool IsTrue(const Json& json, const char* key) {
  const auto at = json.find(key);
  return at != json.end() && at->is_boolean() && at->get<bool>();
}

Result<onnx::Pooling> ReadPooling(const std::string& path) {
  const auto json = ReadJsonFile(path);
  if (!json) return Failure(json.error());
  if (!json->is_object()) return Fail(Code::kInvalidArgument, path + ": must be an object");
  constexpr std::pair<const char*, onnx::Pooling> kKnown[] = {
      {"pooling_mode_cls_token", onnx::Pooling::kFirst},
      {"pooling_mode_mean_tokens", onnx::Pooling::kMean},
      {"pooling_mode_lasttoken", onnx::Pooling::kLast}};
  std::optional<onnx::Pooling> pooling;
  size_t asked = 0;
  for (const auto& [key, value] : json->items()) {
    if (key.starts_with("pooling_mode_") && IsTrue(*json, key.c_str())) ++asked;
  }
  for (const auto& [key, known] : kKnown) {
    if (IsTrue(*json, key)) pooling = known;
  }
  if (asked == 1 && pooling) return *pooling;
  return Fail(Code::kUnsupported,
              path +
                  ": asks for a pooling other than the first token's, the last one's or the mean, "
                  "or for several");
}

// The file that a module of the list names, which must lie in the folder.
Result<std::string> PathOfModule(const std::string& folder, const Json& module) {
  const auto at = module.find("path");
  const std::string path = at != module.end() && at->is_string() ? at->get<std::string>() : "";
  if (path.find('/') != std::string::npos || path.starts_with('.') ||
      path.find('\0') != std::string::npos) {
    return Fail(Code::kInvalidArgument,
                folder + "/modules.json: a module's path must be a folder beside it");
  }
  return folder + "/" + path + "/config.json";
}

Result<void> ReadModules(const std::string& folder, SentenceFolder* sentence) {
  const std::string path = folder + "/modules.json";
  const auto json = ReadJsonFile(path);
  if (!json) return Failure(json.error());
  if (!json->is_array()) return Fail(Code::kInvalidArgument, path + ": must be a list of modules");
  for (const Json& module : *json) {
    const auto at = module.is_object() ? module.find("type") : module.end();
    if (!module.is_object() || at == module.end() || !at->is_string()) {
      return Fail(Code::kInvalidArgument, path + ": every module must have a type");
    }
    const std::string type = at->get<std::string>();
    if (type.ends_with(".Transformer")) continue;
    if (type.ends_with(".Normalize")) {
      sentence->unit_length = true;
    } else if (type.ends_with(".Pooling")) {
      const auto file = PathOfModule(folder, module);
      if (!file) return Failure(file.error());
      const auto pooling = ReadPooling(*file);
      if (!pooling) return Failure(pooling.error());
      sentence->pooling = *pooling;
    } else {
      return Fail(Code::kUnsupported, path + ": the module " + Quoted(type) +
                                          " can't be written; known are Transformer, Pooling and "
                                          "Normalize");
    }
  }
  return {};
}

}  // namespace

Result<SentenceFolder> ReadSentenceFolder(const std::string& folder) {
  SentenceFolder sentence;
  std::error_code ignored;
  if (!std::filesystem::exists(folder + "/modules.json", ignored)) return sentence;
  if (auto read = ReadModules(folder, &sentence); !read) return Failure(read.error());
  const std::string path = folder + "/sentence_bert_config.json";
  if (!std::filesystem::exists(path, ignored)) return sentence;
  const auto json = ReadJsonFile(path);
  if (!json) return Failure(json.error());
  const auto at = json->is_object() ? json->find("max_seq_length") : json->end();
  if (!json->is_object() || at == json->end() || at->is_null()) return sentence;
  constexpr int64_t kMost = 1 << 20;
  if (!at->is_number_integer() || at->get<int64_t>() < 1 || at->get<int64_t>() > kMost) {
    return Fail(Code::kInvalidArgument, path + ": max_seq_length must be a number of tokens");
  }
  sentence.max_tokens = at->get<int64_t>();
  return sentence;
}

}  // namespace redquill::model
