#include <set>

#include "base/json.h"
#include "base/json_object.h"
#include "model/file_path.h"
#include "model/manifest.h"
#include "model/manifest_rules.h"

namespace redquill::model {
namespace {

using Json = nlohmann::json;

std::string Name(JsonObject& in, std::string_view key, JsonFault* fault) {
  std::string name = in.Text(key, 64);
  if (!name.empty() && !IsName(name)) {
    fault->Set(in.PathOf(key),
               "must start with a lower-case letter or digit and go on with those, . _ or -");
  }
  return name;
}

std::string Digest(JsonObject& in, std::string_view key, JsonFault* fault) {
  std::string digest = in.Text(key, 64);
  if (!digest.empty() && !IsDigest(digest)) {
    fault->Set(in.PathOf(key), "must be a SHA-256 of 64 lower-case hexadecimal digits");
  }
  return digest;
}

Scale ReadScale(JsonObject in, JsonFault* fault) {
  const Scale scale{.min = in.Number("min"), .max = in.Number("max"), .step = in.Number("step")};
  in.Finish();
  if (!fault->first && !IsScale(scale)) {
    fault->Set(in.PathOf("max"), "must be above min by 1 to 10000 whole steps, and step above 0");
  }
  return scale;
}

std::vector<Output> ReadOutputs(JsonObject& in, JsonFault* fault) {
  std::vector<Output> outputs;
  std::set<std::string> names;
  in.Each("outputs", 64, [&](const Json& value, const std::string& path) {
    JsonObject item(value, path, fault);
    Output output{.name = Name(item, "name", fault),
                  .scale = ReadScale(item.Object("scale"), fault)};
    item.Finish();
    if (!names.insert(output.name).second) fault->Set(path + ".name", "stands twice");
    outputs.push_back(std::move(output));
  });
  return outputs;
}

// A model scores or embeds, never both.
uint64_t ReadEmbeddingWidth(JsonObject& in, const std::vector<Output>& outputs, JsonFault* fault) {
  constexpr uint64_t kMostWidth = 65'536;
  if (!in.Has("embedding_width")) {
    if (outputs.empty()) fault->Set(in.PathOf("outputs"), "must have at least one element");
    return 0;
  }
  const uint64_t width = in.Count("embedding_width", kMostWidth);
  if (width == 0) fault->Set("embedding_width", "must be at least 1");
  if (!outputs.empty()) fault->Set("outputs", "must be empty where there is an embedding_width");
  return width;
}

std::vector<std::string> ReadPrompts(JsonObject& in, JsonFault* fault) {
  std::vector<std::string> prompts;
  std::set<std::string> seen;
  in.Each("prompts", 1000, [&](const Json& value, const std::string& path) {
    prompts.push_back(JsonText(value, path, 200, fault));
    if (!seen.insert(prompts.back()).second) fault->Set(path, "stands twice");
  });
  return prompts;
}

std::vector<TrainingData> ReadTrainingData(JsonObject& in, JsonFault* fault) {
  std::vector<TrainingData> data;
  in.Each("training_data", 100, [&](const Json& value, const std::string& path) {
    JsonObject item(value, path, fault);
    data.push_back({.name = item.Text("name", 200),
                    .sha256 = Digest(item, "sha256", fault),
                    .essays = item.Count("essays", kMaxCount),
                    .licence = item.Text("licence", 500)});
    item.Finish();
    if (data.back().essays == 0) fault->Set(path + ".essays", "must be at least 1");
  });
  return data;
}

std::optional<TrainingWords> ReadTrainingWords(JsonObject& in, JsonFault* fault) {
  if (!in.Has("training_words")) return std::nullopt;
  JsonObject item = in.Object("training_words");
  const TrainingWords words{.min = item.Count("min", kMaxCount),
                            .p05 = item.Count("p05", kMaxCount),
                            .median = item.Count("median", kMaxCount),
                            .p95 = item.Count("p95", kMaxCount),
                            .max = item.Count("max", kMaxCount)};
  item.Finish();
  if (words.min > words.p05 || words.p05 > words.median || words.median > words.p95 ||
      words.p95 > words.max) {
    fault->Set("training_words", "must not fall from min over p05, median and p95 to max");
  }
  return words;
}

std::map<std::string, std::string> ReadRequirements(JsonObject& in, JsonFault* fault) {
  std::map<std::string, std::string> requirements;
  const Json object = in.Verbatim("requires");
  if (object.size() > 32) fault->Set("requires", "must have at most 32 members");
  for (const auto& [key, value] : object.items()) {
    if (!IsName(key)) fault->Set("requires", "has a member whose name is not like a model's");
    requirements[key] = JsonText(value, "requires." + key, 200, fault);
  }
  return requirements;
}

std::vector<FileEntry> ReadFiles(JsonObject& in, JsonFault* fault) {
  std::vector<FileEntry> files;
  in.Each("files", 1000, [&](const Json& value, const std::string& path) {
    JsonObject item(value, path, fault);
    FileEntry file{.path = item.Text("path", 500),
                   .bytes = item.Count("bytes", kMaxCount),
                   .sha256 = Digest(item, "sha256", fault)};
    item.Finish();
    const auto checked = CheckFilePath(file.path);
    if (!checked) fault->Set(path + ".path", "is not allowed: " + checked.error().message);
    if (!files.empty() && file.path <= files.back().path) {
      fault->Set(path + ".path", "must come after the one before it in byte order");
    }
    files.push_back(std::move(file));
  });
  if (!fault->first) CheckFileNames(files, fault);
  return files;
}

}  // namespace

Result<Manifest> ReadManifest(std::string_view json) {
  const auto document = ParseJson(json, kManifestLimits);
  if (!document) return Failure(document.error());
  JsonFault fault;
  JsonObject in(*document, "", &fault);
  const uint64_t format = in.Count("format", kMaxCount);
  if (fault.first) return Failure(*fault.first);
  if (format != kFormatVersion) {
    return Fail(Code::kUnsupported,
                "has package format " + std::to_string(format) + "; this program reads format " +
                    std::to_string(kFormatVersion) + ": use a program of the package's time",
                "format");
  }
  Manifest m;
  m.name = Name(in, "name", &fault);
  m.title = in.Text("title", 200);
  m.version = in.Text("version", 64);
  if (!fault.first && !IsVersion(m.version)) {
    fault.Set("version", "must be letters, digits, . + and -, such as 1.0.0");
  }
  m.architecture = Name(in, "architecture", &fault);
  m.engine = Name(in, "engine", &fault);
  m.outputs = ReadOutputs(in, &fault);
  m.embedding_width = ReadEmbeddingWidth(in, m.outputs, &fault);
  m.prompts = ReadPrompts(in, &fault);
  m.max_tokens = in.Count("max_tokens", 1 << 20);
  m.training_data = ReadTrainingData(in, &fault);
  m.training_words = ReadTrainingWords(in, &fault);
  m.metrics = in.Verbatim("metrics");
  m.licence = in.Text("licence", 500);
  m.requirements = ReadRequirements(in, &fault);
  m.config = in.Verbatim("config");
  m.files = ReadFiles(in, &fault);
  m.extra = in.FinishButPrivate();
  if (fault.first) return Failure(*fault.first);
  return m;
}

}  // namespace redquill::model
