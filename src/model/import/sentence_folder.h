#ifndef REDQUILL_MODEL_IMPORT_SENTENCE_FOLDER_H_
#define REDQUILL_MODEL_IMPORT_SENTENCE_FOLDER_H_

#include <cstdint>
#include <optional>
#include <string>

#include "base/error.h"
#include "model/onnx/ops/pool.h"

namespace redquill::model {

/// What sentence-transformers wrote beside a checkpoint: how its encoder becomes an embedding.
struct SentenceFolder {
  std::optional<onnx::Pooling> pooling;  ///< Nothing: the folder does not say.
  bool unit_length = false;
  int64_t max_tokens = 0;  ///< 0: not said.
};

/// Reads modules.json, the pooling's config.json and sentence_bert_config.json; a folder without
/// modules.json gives the defaults. kUnsupported names a module or a pooling that can't be written;
/// kInvalidArgument for files of another form.
Result<SentenceFolder> ReadSentenceFolder(const std::string& folder);

}  // namespace redquill::model

#endif  // REDQUILL_MODEL_IMPORT_SENTENCE_FOLDER_H_
