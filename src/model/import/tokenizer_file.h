#ifndef REDQUILL_MODEL_IMPORT_TOKENIZER_FILE_H_
#define REDQUILL_MODEL_IMPORT_TOKENIZER_FILE_H_

#include <cstdint>
#include <string>

#include "base/error.h"

namespace redquill::model {

/// A checkpoint folder's tokenizer.json, proven: this program reads it, and no id it gives is at or
/// beyond `vocabulary`, the rows of the checkpoint's token embedding. kNotFound if the folder has
/// none (what it has instead is said); kInvalidArgument, or the errors of Tokenizer::FromJson.
Result<std::string> ReadTokenizerFile(const std::string& folder, int64_t vocabulary);

}  // namespace redquill::model

#endif  // REDQUILL_MODEL_IMPORT_TOKENIZER_FILE_H_
