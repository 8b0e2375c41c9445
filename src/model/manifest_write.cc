#include "base/json.h"
#include "model/manifest.h"

namespace redquill::model {
namespace {

using Json = nlohmann::json;

Json ToJson(const std::vector<Output>& outputs) {
  Json list = Json::array();
  for (const Output& output : outputs) {
    const Scale& scale = output.scale;
    list.push_back({{"name", output.name},
                    {"scale", {{"min", scale.min}, {"max", scale.max}, {"step", scale.step}}}});
  }
  return list;
}

Json ToJson(const std::vector<TrainingData>& data) {
  Json list = Json::array();
  for (const TrainingData& item : data) {
    list.push_back({{"name", item.name},
                    {"sha256", item.sha256},
                    {"essays", item.essays},
                    {"licence", item.licence}});
  }
  return list;
}

Json ToJson(const std::vector<FileEntry>& files) {
  Json list = Json::array();
  for (const FileEntry& file : files) {
    list.push_back({{"path", file.path}, {"bytes", file.bytes}, {"sha256", file.sha256}});
  }
  return list;
}

}  // namespace

Result<std::string> WriteManifest(const Manifest& m) {
  Json json = m.extra;
  if (!json.is_object()) return Fail(Code::kInvalidArgument, "extra must be an object", "extra");
  for (const auto& [key, value] : json.items()) {
    if (key.starts_with("x-")) continue;
    return Fail(Code::kInvalidArgument, "extra may hold members named x-… only", "extra");
  }
  json["format"] = kFormatVersion;
  json["name"] = m.name;
  json["title"] = m.title;
  json["version"] = m.version;
  json["architecture"] = m.architecture;
  json["engine"] = m.engine;
  json["outputs"] = ToJson(m.outputs);
  if (m.embeds()) json["embedding_width"] = m.embedding_width;
  json["prompts"] = m.prompts;
  json["max_tokens"] = m.max_tokens;
  json["training_data"] = ToJson(m.training_data);
  if (const auto& words = m.training_words) {
    json["training_words"] = {{"min", words->min},
                              {"p05", words->p05},
                              {"median", words->median},
                              {"p95", words->p95},
                              {"max", words->max}};
  }
  json["metrics"] = m.metrics;
  json["licence"] = m.licence;
  json["requires"] = m.requirements;
  json["config"] = m.config;
  json["files"] = ToJson(m.files);
  auto text = CanonicalJson(json);
  if (!text) return Failure(text.error());
  // What is written must be readable: the reader's rules are the only ones.
  if (auto read = ReadManifest(*text); !read) return Failure(read.error());
  return text;
}

}  // namespace redquill::model
