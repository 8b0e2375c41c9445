#ifndef REDQUILL_MODEL_TOKENIZER_FROM_PAIRS_H_
#define REDQUILL_MODEL_TOKENIZER_FROM_PAIRS_H_

#include <nlohmann/json.hpp>
#include <string>

#include "base/error.h"
#include "model/tokenizer/folder_settings.h"

namespace redquill::model {

/// A tokenizer.json of vocab.json and merges.txt, as RobertaTokenizerFast and GPT2TokenizerFast
/// make it.
Result<nlohmann::json> FromRobertaPairs(const std::string& folder, FolderSettings* settings);
Result<nlohmann::json> FromGpt2Pairs(const std::string& folder, FolderSettings* settings);

}  // namespace redquill::model

#endif  // REDQUILL_MODEL_TOKENIZER_FROM_PAIRS_H_
