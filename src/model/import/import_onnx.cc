#include "model/import/import_onnx.h"

#include <algorithm>
#include <filesystem>
#include <utility>

#include "base/mapped_file.h"
#include "base/sha256.h"
#include "model/import/model_card.h"
#include "model/import/onnx_hints.h"
#include "model/import/tokenizer_file.h"
#include "model/manifest_rules.h"
#include "model/onnx/exported/adopt.h"
#include "model/onnx/messages.h"

namespace redquill::model {
namespace {

namespace fs = std::filesystem;

constexpr int64_t kUsualTokens = 512, kMostUnasked = 4096, kMostTokens = 131'072;

std::string_view TextOf(const MappedFile& file) {
  return {reinterpret_cast<const char*>(file.bytes().data()), file.bytes().size()};
}

std::string FolderOf(const std::string& file) {
  const std::string folder = fs::path(file).parent_path().string();
  return folder.empty() ? "." : folder;
}

// The config.json that belongs to the file, or "".
std::string FindConfig(const OnnxSource& source) {
  for (const std::string& folder : {FolderOf(source.file), source.tokenizer}) {
    const std::string path = folder + "/config.json";
    std::error_code ignored;
    if (fs::exists(path, ignored)) return path;
  }
  return "";
}

Result<int64_t> MostTokens(int64_t wanted, const OnnxHints& hints) {
  if (wanted > kMostTokens) {
    return Fail(Code::kInvalidArgument, "max_tokens must be at most " + std::to_string(kMostTokens),
                "max_tokens");
  }
  if (wanted > 0) return wanted;
  return hints.positions > 0 ? std::min(hints.positions, kMostUnasked) : kUsualTokens;
}

int64_t PaddingOf(const OnnxHints& hints, const text::Tokenizer& tokenizer, int64_t vocabulary) {
  if (hints.decoder) return -1;
  int64_t padding = hints.padding;
  for (const char* token : {"[PAD]", "<pad>"}) {
    if (padding < 0) padding = tokenizer.Find(token);
  }
  return padding < vocabulary ? padding : -1;
}

Result<HeadOutputs> LabelsOf(int64_t labels, const OnnxHints& hints, const ImportOptions& options) {
  hf::Config config;
  config.labels = labels;
  config.problem_type = hints.problem_type;
  if (hints.label_names.size() == static_cast<size_t>(labels)) {
    config.label_names = hints.label_names;
  }
  return OutputsOf(config, options.scale, options.labels);
}

void FillManifest(const ImportOptions& options, const OnnxSource& source,
                  const onnx::AdoptOptions& adopt, bool standard, Imported* imported) {
  Manifest& m = imported->manifest;
  m.name = options.name;
  m.title = options.title.empty() ? "Imported from " + fs::path(source.file).filename().string()
                                  : options.title;
  m.version = options.version;
  m.architecture = adopt.architecture;
  m.engine = "onnx";
  m.max_tokens = static_cast<uint64_t>(adopt.max_tokens);
  m.licence = options.licence.empty() ? "not stated" : options.licence;
  m.config["operators"] = standard ? std::string(NameOf(onnx::Operators::kStandard)) : "exported";
  m.config["lengths"] = UsualLengths(adopt.max_tokens);
}

void KeepDigest(const std::string& name, std::string_view bytes, Imported* imported) {
  imported->sources[name] = Sha256Hex(bytes);
}

Result<void> KeepSources(const OnnxSource& source, const MappedFile& model,
                         const onnx::ExternalFiles& external, const TokenizerFile& tokenizer,
                         const std::string& config, Imported* imported) {
  KeepDigest(fs::path(source.file).filename().string(), TextOf(model), imported);
  for (const auto& [name, file] : external.files()) KeepDigest(name, TextOf(file), imported);
  std::vector<std::string> paths;
  for (const auto& name : tokenizer.file.files) paths.push_back(source.tokenizer + "/" + name);
  if (!config.empty()) paths.push_back(config);
  for (const auto& path : paths) {
    const auto file = MappedFile::Open(path, onnx::kMostModelBytes);
    if (!file) return Failure(file.error());
    KeepDigest(fs::path(path).filename().string(), TextOf(*file), imported);
  }
  return {};
}

}  // namespace

Result<Imported> ImportOnnx(const OnnxSource& given, const ImportOptions& options) {
  OnnxSource source = given;
  if (source.tokenizer.empty()) source.tokenizer = FolderOf(source.file);
  const auto model = MappedFile::Open(source.file, onnx::kMostModelBytes);
  if (!model) return Failure(model.error());
  const auto outline = onnx::ReadOutline(TextOf(*model));
  if (!outline) return Failure(outline.error(), source.file);
  const auto interface = onnx::ReadInterface(*outline);
  if (!interface) return Failure(interface.error(), source.file);
  const std::string config = FindConfig(source);
  const auto hints = config.empty() ? OnnxHints{} : ReadOnnxHints(config);
  if (!hints) return Failure(hints.error());
  auto tokenizer = FindTokenizerFile(source.tokenizer, hints->architecture);
  if (!tokenizer) return Failure(tokenizer.error());
  if (outline->token_rows > 0) {
    auto fits = CheckVocabulary(*tokenizer, outline->token_rows, source.tokenizer);
    if (!fits) return Failure(fits.error());
  }
  const auto max_tokens = MostTokens(options.max_tokens, *hints);
  if (!max_tokens) return Failure(max_tokens.error());
  auto head = LabelsOf(interface->labels, *hints, options);
  if (!head) return Failure(head.error(), source.file);

  const int64_t vocabulary = outline->token_rows > 0
                                 ? outline->token_rows
                                 : static_cast<int64_t>(tokenizer->tokenizer->vocabulary());
  const onnx::AdoptOptions adopt = {
      .architecture = IsName(hints->model_type) ? hints->model_type : "onnx",
      .max_tokens = *max_tokens,
      .vocabulary = vocabulary,
      .padding = PaddingOf(*hints, *tokenizer->tokenizer, vocabulary),
      .first_position = hints->first_position,
      .class_values = std::move(head->class_values)};
  onnx::ExternalFiles external(FolderOf(source.file));
  auto adopted = AdoptModel(TextOf(*model), *outline, *interface, adopt, &external);
  if (!adopted) return Failure(adopted.error(), source.file);
  Imported imported;
  imported.model = *std::move(adopted);
  imported.manifest.outputs = std::move(head->outputs);
  imported.manifest.config["precision"] = NameOf(PrecisionOf(*outline));
  FillManifest(options, source, adopt, IsStandard(*outline, *interface, adopt), &imported);
  if (auto kept = KeepSources(source, *model, external, *tokenizer, config, &imported); !kept) {
    return Failure(kept.error());
  }
  imported.tokenizer = std::move(tokenizer->file.json);
  imported.card = ImportedOnnxCard(imported);
  return imported;
}

}  // namespace redquill::model
