#ifndef REDQUILL_MODEL_IMPORT_PLAIN_MODEL_H_
#define REDQUILL_MODEL_IMPORT_PLAIN_MODEL_H_

#include <string>
#include <string_view>

#include "base/error.h"
#include "model/import/import.h"

namespace redquill::model {

/// A model in ordinary zips: a checkpoint folder, or an ONNX file, and a tokenizer folder, in one
/// zip or in two.
struct PlainModel {
  std::string name;       ///< Of the model, as Manifest::name.
  std::string zip;        ///< Path of the zip with the checkpoint or ONNX file.
  std::string tokenizer;  ///< Of the one with the tokenizer; empty: it is in the first.
};

/// The file in a zip that says how the model is imported; every member may be missing.
inline constexpr std::string_view kPlainSettingsFile = "redquill.json";

/// Makes a package's content of such zips, which are unpacked into `work`, an empty folder. The
/// checkpoint is the one folder with a config.json and safetensors, wherever it lies; the tokenizer
/// is beside it, or in the one other folder that has a tokenizer's files. Without a checkpoint an
/// ONNX file is taken (the only one, or the only model.onnx) by ImportOnnx. `redquill.json` beside
/// the model or at the top says the scale ("1:6:1" unless said), labels, precision ("auto"; of a
/// checkpoint), max_tokens, title and licence. Errors: those of UnpackPlainZip, ImportCheckpoint
/// and ImportOnnx; kInvalidArgument where there is neither or more than one, or for settings that
/// aren't known.
Result<Imported> ImportPlainModel(const PlainModel& plain, const std::string& work);

/// Whether a file's name is that of a zip with a tokenizer alone, which goes with the model's:
/// "tokenizer.zip", "NAME-tokenizer.zip", "NAME.tokenizer.zip", "NAME_tokenizer.zip".
bool NamesTokenizerZip(std::string_view path);

/// The tokenizer's zip that goes with "model.zip", "NAME-model.zip" …; empty for any other name.
std::string TokenizerZipBeside(std::string_view path);

/// The model's name by its zip's path: what is before "model.zip" or ".zip", or the folder's name
/// where nothing is, in the letters that names are made of.
std::string PlainModelName(std::string_view path);

}  // namespace redquill::model

#endif  // REDQUILL_MODEL_IMPORT_PLAIN_MODEL_H_
