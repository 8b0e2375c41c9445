#include "model/import/plain_model.h"

#include <filesystem>
#include <optional>
#include <set>

#include "base/file.h"
#include "base/json.h"
#include "base/json_object.h"
#include "model/import/import_onnx.h"
#include "model/import/plain_zip.h"

namespace redquill::model {
namespace {

namespace fs = std::filesystem;

constexpr uint64_t kMostSettingsBytes = 64 << 10, kMostTokens = 131'072;
constexpr std::string_view kTokenizerFiles[] = {"tokenizer.json", "vocab.txt", "vocab.json",
                                                "spm.model", "tokenizer.model"};

struct Found {
  std::set<std::string> checkpoints, tokenizers;  // Folders.
  std::set<std::string> onnx;                     // Files.
};

Result<Found> LookInto(const std::string& work) {
  Found found;
  std::error_code error;
  for (fs::recursive_directory_iterator at(work, error), end; !error && at != end;
       at.increment(error)) {
    if (!at->is_regular_file(error)) continue;
    const std::string name = at->path().filename().string();
    const std::string folder = at->path().parent_path().string();
    if (at->path().extension() == ".onnx") found.onnx.insert(at->path().string());
    if (at->path().extension() == ".safetensors" && fs::exists(folder + "/config.json", error)) {
      found.checkpoints.insert(folder);
    }
    for (const auto file : kTokenizerFiles) {
      if (name == file) found.tokenizers.insert(folder);
    }
  }
  if (error) return Fail(Code::kIo, work + " can't be read: " + error.message());
  return found;
}

tl::unexpected<Error> Several(const std::string& zip, const char* what) {
  return Fail(Code::kInvalidArgument, zip + " holds several " + what + "; leave one.");
}

/// The ONNX file that is meant: the only one, or the only one with the usual name.
Result<std::string> OnnxFile(const Found& found, const std::string& zip) {
  if (found.onnx.empty()) {
    return Fail(Code::kInvalidArgument,
                zip +
                    " holds no checkpoint (config.json and model.safetensors in one folder) and no "
                    "ONNX file.");
  }
  if (found.onnx.size() == 1) return *found.onnx.begin();
  std::string usual;
  for (const std::string& file : found.onnx) {
    if (fs::path(file).filename() != kModelFile) continue;
    if (!usual.empty()) return Several(zip, "ONNX files");
    usual = file;
  }
  if (usual.empty()) return Several(zip, "ONNX files");
  return usual;
}

tl::unexpected<Error> WrongTokenizers(const std::set<std::string>& tokenizers,
                                      const std::string& zip) {
  return Fail(tokenizers.empty() ? Code::kNotFound : Code::kInvalidArgument,
              zip + (tokenizers.empty() ? " comes without a tokenizer (tokenizer.json …)."
                                        : " comes with several tokenizers; leave one."));
}

/// The tokenizer's folder of an ONNX file: its own, the one above it, or the only one.
Result<std::string> TokenizerOf(const std::string& onnx, const std::set<std::string>& tokenizers,
                                const std::string& zip) {
  const fs::path folder = fs::path(onnx).parent_path();
  for (const fs::path& near : {folder, folder.parent_path()}) {
    if (tokenizers.contains(near.string())) return near.string();
  }
  if (tokenizers.size() == 1) return *tokenizers.begin();
  return WrongTokenizers(tokenizers, zip);
}

/// The files of a tokenizer's folder that the checkpoint's lacks.
Result<void> JoinTokenizer(const std::string& checkpoint, const std::set<std::string>& tokenizers,
                           const std::string& zip) {
  if (tokenizers.contains(checkpoint)) return {};
  if (tokenizers.size() != 1) return WrongTokenizers(tokenizers, zip);
  std::error_code error;
  for (fs::directory_iterator at(*tokenizers.begin(), error), end; !error && at != end;
       at.increment(error)) {
    const fs::path to = fs::path(checkpoint) / at->path().filename();
    if (at->is_regular_file(error) && !fs::exists(to, error)) fs::copy_file(at->path(), to, error);
  }
  if (error) return Fail(Code::kIo, "the tokenizer can't be copied: " + error.message());
  return {};
}

Result<void> SetPrecision(const std::string& name, ImportOptions* options) {
  options->int8_where_fast = name == "auto";
  if (name == "auto" || name == "fp32") return {};
  if (name != "int8") {
    return Fail(Code::kInvalidArgument, "precision must be auto, fp32 or int8", "precision");
  }
  options->precision = onnx::Precision::kInt8;
  return {};
}

Result<void> SetLabels(const std::string& name, ImportOptions* options) {
  if (name != "traits" && name != "classes") {
    return Fail(Code::kInvalidArgument, "labels must be traits or classes", "labels");
  }
  options->labels = name == "traits" ? Labels::kTraits : Labels::kClasses;
  return {};
}

Result<void> ReadSettings(const std::string& path, ImportOptions* options) {
  const auto text = ReadFile(path, kMostSettingsBytes);
  if (!text) return Failure(text.error());
  const auto document = ParseJson(*text);
  if (!document) return Failure(document.error());
  JsonFault fault;
  JsonObject in(*document, "", &fault);
  const auto text_of = [&](const char* key, size_t most) {
    return in.Has(key) ? in.Text(key, most) : std::string();
  };
  const std::string scale = text_of("scale", 100), labels = text_of("labels", 100),
                    precision = text_of("precision", 100);
  if (in.Has("title")) options->title = in.Text("title", 200);
  options->licence = text_of("licence", 500);
  if (in.Has("max_tokens")) {
    options->max_tokens = static_cast<int64_t>(in.Count("max_tokens", kMostTokens));
  }
  in.Finish();
  if (fault.first) return Failure(*fault.first);
  if (!scale.empty()) {
    auto read = ReadScale(scale);
    if (!read) return Failure(read.error());
    options->scale = *read;
  }
  if (!labels.empty()) {
    if (auto set = SetLabels(labels, options); !set) return set;
  }
  return precision.empty() ? Result<void>() : SetPrecision(precision, options);
}

/// What the zip says of its model's `folder`, if it says anything.
Result<void> ReadSettingsOf(const std::string& folder, const std::string& work,
                            ImportOptions* options) {
  for (const std::string& place : {folder, work + "/model"}) {
    const std::string path = place + "/" + std::string(kPlainSettingsFile);
    std::error_code ignored;
    if (!fs::exists(path, ignored)) continue;
    auto read = ReadSettings(path, options);
    return read ? read : Failure(read.error(), std::string(kPlainSettingsFile));
  }
  return {};
}

Result<Imported> FromCheckpoint(const Found& found, const std::string& zip, const std::string& work,
                                ImportOptions options) {
  options.folder = *found.checkpoints.begin();
  if (auto read = ReadSettingsOf(options.folder, work, &options); !read) {
    return Failure(read.error());
  }
  if (auto joined = JoinTokenizer(options.folder, found.tokenizers, zip); !joined) {
    return Failure(joined.error());
  }
  return ImportCheckpoint(options);
}

Result<Imported> FromOnnx(const Found& found, const std::string& zip, const std::string& work,
                          ImportOptions options) {
  const auto file = OnnxFile(found, zip);
  if (!file) return Failure(file.error());
  const auto tokenizer = TokenizerOf(*file, found.tokenizers, zip);
  if (!tokenizer) return Failure(tokenizer.error());
  auto read = ReadSettingsOf(fs::path(*file).parent_path().string(), work, &options);
  if (!read) return Failure(read.error());
  if (!options.int8_where_fast) {
    return Fail(Code::kInvalidArgument,
                zip +
                    " holds an ONNX file, which keeps its precision; leave \"precision\" out of " +
                    std::string(kPlainSettingsFile) + ", or bring the checkpoint.",
                "precision");
  }
  return ImportOnnx({*file, *tokenizer}, options);
}

/// What went wrong with an unpacked file, told as one of the zip's: the folder it was unpacked to
/// is nothing to the reader.
tl::unexpected<Error> InZip(Error error, const std::string& zip, const std::string& work) {
  for (const char* part : {"/model/", "/tokenizer/"}) {
    const std::string folder = work + part;
    for (size_t at; (at = error.message.find(folder)) != std::string::npos;) {
      error.message.erase(at, folder.size());
    }
  }
  if (error.message.find(zip) != std::string::npos) return Failure(std::move(error));
  return Failure(std::move(error), zip);
}

}  // namespace

Result<Imported> ImportPlainModel(const PlainModel& plain, const std::string& work) {
  for (const std::string* zip : {&plain.zip, &plain.tokenizer}) {
    if (zip->empty()) continue;
    const std::string folder = work + (zip == &plain.zip ? "/model" : "/tokenizer");
    std::error_code error;
    fs::create_directories(folder, error);
    if (error) return Fail(Code::kIo, folder + " can't be made: " + error.message());
    if (auto unpacked = UnpackPlainZip(*zip, folder); !unpacked) return Failure(unpacked.error());
  }
  const auto found = LookInto(work);
  if (!found) return Failure(found.error());
  if (found->checkpoints.size() > 1) return Several(plain.zip, "checkpoints");
  ImportOptions options{.name = plain.name};
  options.int8_where_fast = true;
  options.title = plain.name + ", imported from a zip";
  auto imported = found->checkpoints.empty() ? FromOnnx(*found, plain.zip, work, options)
                                             : FromCheckpoint(*found, plain.zip, work, options);
  if (!imported) return InZip(std::move(imported.error()), plain.zip, work);
  return imported;
}

}  // namespace redquill::model
