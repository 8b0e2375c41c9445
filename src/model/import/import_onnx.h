#ifndef REDQUILL_MODEL_IMPORT_IMPORT_ONNX_H_
#define REDQUILL_MODEL_IMPORT_IMPORT_ONNX_H_

#include <string>

#include "base/error.h"
#include "model/import/import.h"

namespace redquill::model {

/// An ONNX file that another program exported, with the folder of its tokenizer.
struct OnnxSource {
  std::string file;  ///< Weights in other files lie beside it.
  /// Folder of tokenizer.json or of vocabulary files; empty: the file's.
  std::string tokenizer = {};
};

/// Makes a package's content of it. Of `options` name, title, version, licence, scale, labels and
/// max_tokens count; the graph keeps the precision and the operators that it has.
///
/// One label is the score itself; several are what a checkpoint's are (OutputsOf): the points of
/// the scale, whose mean under the labels' probabilities is the raw value, or traits. What the
/// graph can't say is taken from a config.json beside the file or beside the tokenizer, if there is
/// one: the longest text (512 tokens where nothing says it), the padding's id, the labels' names.
///
/// Errors: ReadOutline's, ReadInterface's, AdoptModel's, OutputsOf's and FindTokenizerFile's;
/// kInvalidArgument for a tokenizer that gives ids beyond the graph's token table.
Result<Imported> ImportOnnx(const OnnxSource& source, const ImportOptions& options);

}  // namespace redquill::model

#endif  // REDQUILL_MODEL_IMPORT_IMPORT_ONNX_H_
