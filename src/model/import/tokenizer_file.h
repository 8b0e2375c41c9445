#ifndef REDQUILL_MODEL_IMPORT_TOKENIZER_FILE_H_
#define REDQUILL_MODEL_IMPORT_TOKENIZER_FILE_H_

#include <string>

#include "base/error.h"
#include "model/hf/config.h"
#include "model/tokenizer/convert.h"

namespace redquill::model {

/// A checkpoint folder's tokenizer.json, or the one that its vocabulary files convert to, proven:
/// this program reads it, and no id it gives is at or beyond the rows of the checkpoint's token
/// embedding. The errors of ConvertTokenizer and Tokenizer::FromJson; kInvalidArgument.
Result<ConvertedTokenizer> ReadTokenizerFile(const std::string& folder, const hf::Config& config);

}  // namespace redquill::model

#endif  // REDQUILL_MODEL_IMPORT_TOKENIZER_FILE_H_
