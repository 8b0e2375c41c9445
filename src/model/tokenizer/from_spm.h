#ifndef REDQUILL_MODEL_TOKENIZER_FROM_SPM_H_
#define REDQUILL_MODEL_TOKENIZER_FROM_SPM_H_

#include <nlohmann/json.hpp>
#include <string>

#include "base/error.h"
#include "model/tokenizer/folder_settings.h"

namespace redquill::model {

/// A tokenizer.json of spm.model, as DebertaV2TokenizerFast makes it; Unigram alone.
Result<nlohmann::json> FromDebertaSpm(const std::string& folder, FolderSettings* settings);

/// A tokenizer.json of tokenizer.model, as LlamaTokenizerFast makes it; BPE alone.
Result<nlohmann::json> FromLlamaSpm(const std::string& folder, FolderSettings* settings);

}  // namespace redquill::model

#endif  // REDQUILL_MODEL_TOKENIZER_FROM_SPM_H_
