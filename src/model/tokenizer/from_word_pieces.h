#ifndef REDQUILL_MODEL_TOKENIZER_FROM_WORD_PIECES_H_
#define REDQUILL_MODEL_TOKENIZER_FROM_WORD_PIECES_H_

#include <nlohmann/json.hpp>
#include <string>

#include "base/error.h"
#include "model/tokenizer/folder_settings.h"

namespace redquill::model {

/// A tokenizer.json of vocab.txt, one token a line, as BertTokenizerFast makes it.
Result<nlohmann::json> FromBertVocabulary(const std::string& folder, FolderSettings* settings);

}  // namespace redquill::model

#endif  // REDQUILL_MODEL_TOKENIZER_FROM_WORD_PIECES_H_
