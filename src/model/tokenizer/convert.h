#ifndef REDQUILL_MODEL_TOKENIZER_CONVERT_H_
#define REDQUILL_MODEL_TOKENIZER_CONVERT_H_

#include <string>
#include <vector>

#include "base/error.h"
#include "model/hf/config.h"

namespace redquill::model {

/// A tokenizer.json, and the files of the folder that it was made from.
struct ConvertedTokenizer {
  std::string json;
  std::vector<std::string> files;
};

/// Makes the tokenizer.json that Hugging Face transformers' fast class (4.35) makes of a checkpoint
/// folder from before that file: vocab.txt (BERT, DistilBERT), vocab.json and merges.txt (RoBERTa,
/// GPT-2), spm.model (DeBERTa-v2 and v3: Unigram), tokenizer.model (Llama: BPE with byte fallback),
/// beside the settings that FolderSettings reads. kNotFound where the architecture's file is
/// absent; kUnsupported for a setting that changes what this can't; kInvalidArgument for a file
/// that is cut off or contradicts itself.
Result<ConvertedTokenizer> ConvertTokenizer(const std::string& folder,
                                            hf::Architecture architecture);

}  // namespace redquill::model

#endif  // REDQUILL_MODEL_TOKENIZER_CONVERT_H_
