#include "model/import/plain_model.h"

#include <filesystem>
#include <optional>
#include <set>

#include "base/file.h"
#include "base/json.h"
#include "base/json_object.h"
#include "model/import/plain_zip.h"

namespace redquill::model {
namespace {

namespace fs = std::filesystem;

constexpr uint64_t kMostSettingsBytes = 64 << 10;
constexpr std::string_view kTokenizerFiles[] = {"tokenizer.json", "vocab.txt", "vocab.json",
                                                "spm.model", "tokenizer.model"};

struct Found {
  std::set<std::string> checkpoints, tokenizers;
  bool onnx = false;
};

Result<Found> LookInto(const std::string& work) {
  Found found;
  std::error_code error;
  for (fs::recursive_directory_iterator at(work, error), end; !error && at != end;
       at.increment(error)) {
    if (!at->is_regular_file(error)) continue;
    const std::string name = at->path().filename().string();
    const std::string folder = at->path().parent_path().string();
    if (at->path().extension() == ".onnx") found.onnx = true;
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

tl::unexpected<Error> NoCheckpoint(const Found& found, const std::string& zip) {
  const std::string what =
      found.onnx ? "holds an ONNX file without a checkpoint; put the checkpoint that it was "
                   "exported from into the zip"
                 : "holds no checkpoint";
  return Fail(Code::kInvalidArgument,
              zip + " " + what + " (config.json and model.safetensors in one folder).");
}

/// The files of a tokenizer's folder that the checkpoint's lacks.
Result<void> JoinTokenizer(const std::string& checkpoint, const std::set<std::string>& tokenizers,
                           const std::string& zip) {
  if (tokenizers.contains(checkpoint)) return {};
  if (tokenizers.size() != 1) {
    return Fail(tokenizers.empty() ? Code::kNotFound : Code::kInvalidArgument,
                zip + (tokenizers.empty() ? " comes without a tokenizer (tokenizer.json …)."
                                          : " comes with several tokenizers; leave one."));
  }
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
  if (found->checkpoints.empty()) return NoCheckpoint(*found, plain.zip);
  if (found->checkpoints.size() > 1) {
    return Fail(Code::kInvalidArgument, plain.zip + " holds several checkpoints; leave one.");
  }
  ImportOptions options{.folder = *found->checkpoints.begin(), .name = plain.name};
  options.int8_where_fast = true;
  options.title = plain.name + ", imported from a zip";
  for (const std::string& folder : {options.folder, work + "/model"}) {
    const std::string path = folder + "/" + std::string(kPlainSettingsFile);
    std::error_code ignored;
    if (!fs::exists(path, ignored)) continue;
    auto read = ReadSettings(path, &options);
    if (!read) return Failure(read.error(), std::string(kPlainSettingsFile));
    break;
  }
  if (auto joined = JoinTokenizer(options.folder, found->tokenizers, plain.zip); !joined) {
    return Failure(joined.error());
  }
  return ImportCheckpoint(options);
}

}  // namespace redquill::model
