#ifndef REDQUILL_MODEL_IMPORT_IMPORT_H_
#define REDQUILL_MODEL_IMPORT_IMPORT_H_

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "model/import/outputs.h"
#include "model/manifest.h"
#include "model/onnx/model_writer.h"
#include "model/package_writer.h"

namespace redquill::model {

struct ImportOptions {
  std::string folder;  ///< A checkpoint's: config.json, safetensors, a tokenizer.
  std::string name;    ///< Of the package, as Manifest::name.
  std::string title;   ///< Empty: one made of the architecture and the folder's name.
  std::string version = "1.0.0";
  std::string licence;  ///< Empty: "not stated".
  Scale scale = {.min = 1, .max = 6, .step = 1};
  Labels labels = Labels::kByConfiguration;
  /// The result is the text's vector, not a score: for a bare encoder.
  bool embeddings = false;
  onnx::Precision precision = onnx::Precision::kFp32;
  /// Also writes the model at int8 for processors with VNNI, where that is two to three times as
  /// fast; `precision` is then for the others.
  bool int8_where_fast = false;
  onnx::Operators operators = onnx::Operators::kFused;
  int64_t max_tokens = 0;  ///< 0: as many as the checkpoint was made for.
  /// Of embeddings. Nothing: as the folder's sentence-transformers files say, else the mean.
  std::optional<onnx::Pooling> pooling;
  /// Called with the number of tensors read so far, of all.
  std::function<void(uint64_t done, uint64_t all)> progress;
};

/// What a package is made of.
struct Imported {
  Manifest manifest;  ///< Without files.
  onnx::WrittenModel model;
  std::string int8;       ///< The same model at int8, if asked for.
  std::string tokenizer;  ///< tokenizer.json.
  std::string card;       ///< MODEL_CARD.md.
  /// The files that it was made from, with their SHA-256.
  std::map<std::string, std::string> sources;
};

/// Makes a package's content of a checkpoint folder as Hugging Face transformers writes it.
///
/// Fails by the errors of ReadConfig, Checkpoint::Open, WriteModel and Tokenizer::FromJson;
/// kInvalidArgument for a checkpoint without a head unless `embeddings` (and one with a head
/// with it), for labels that don't fit the scale, or a tokenizer that gives ids beyond the
/// checkpoint's vocabulary; kNotFound without a tokenizer.
Result<Imported> ImportCheckpoint(const ImportOptions& options);

/// The files of its package, the calibration apart. They borrow from `imported`.
std::vector<PackageFile> FilesOf(const Imported& imported);

/// Where a model that reads so many tokens is warmed up, and where a GPU's engines are best.
std::vector<int64_t> UsualLengths(int64_t max_tokens);

}  // namespace redquill::model

#endif  // REDQUILL_MODEL_IMPORT_IMPORT_H_
