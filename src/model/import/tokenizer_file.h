#ifndef REDQUILL_MODEL_IMPORT_TOKENIZER_FILE_H_
#define REDQUILL_MODEL_IMPORT_TOKENIZER_FILE_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "base/error.h"
#include "model/hf/config.h"
#include "model/tokenizer/convert.h"
#include "text/tokenizer/tokenizer.h"

namespace redquill::model {

/// A tokenizer.json that this program reads, as it stands in a package and read.
struct TokenizerFile {
  ConvertedTokenizer file;
  std::unique_ptr<const text::Tokenizer> tokenizer;
};

/// A folder's tokenizer.json, or the one that its vocabulary files convert to. Without an
/// architecture only vocabulary files that one architecture alone has are taken (vocab.txt,
/// spm.model, tokenizer.model). The errors of ConvertTokenizer and Tokenizer::FromJson.
Result<TokenizerFile> FindTokenizerFile(const std::string& folder,
                                        std::optional<hf::Architecture> architecture);

/// That no id which it gives is at or beyond the rows of the model's token embedding.
/// kInvalidArgument names both and `folder`.
Result<void> CheckVocabulary(const TokenizerFile& tokenizer, int64_t rows,
                             const std::string& folder);

/// FindTokenizerFile of a checkpoint's folder, held to its configuration by CheckVocabulary.
Result<ConvertedTokenizer> ReadTokenizerFile(const std::string& folder, const hf::Config& config);

}  // namespace redquill::model

#endif  // REDQUILL_MODEL_IMPORT_TOKENIZER_FILE_H_
