#ifndef REDQUILL_TEXT_TOKENIZER_FILE_PARTS_H_
#define REDQUILL_TEXT_TOKENIZER_FILE_PARTS_H_

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "text/tokenizer/added_tokens.h"

namespace redquill::text {

/// Parts of a tokenizer.json that several writers need.

/// A file without model: version, and null for every other part; `added` in its form.
nlohmann::json TokenizerFileWith(const std::vector<AddedToken>& added);

/// A post_processor that puts tokens (content and id of each) around a text.
nlohmann::json TemplateAround(const std::vector<AddedToken>& before,
                              const std::vector<AddedToken>& after);

/// RoBERTa's post_processor.
nlohmann::json RobertaAround(const AddedToken& cls, const AddedToken& sep, bool prefix_space);

/// The pre_tokenizer or decoder of byte-level BPE, by GPT-2's pattern.
nlohmann::json ByteLevelPart(bool prefix_space);

/// The Metaspace pre_tokenizer or decoder as SentencePiece does it.
nlohmann::json MetaspacePart();

/// The normalizer that makes one space of several.
nlohmann::json JoinSpacesPart();

}  // namespace redquill::text

#endif  // REDQUILL_TEXT_TOKENIZER_FILE_PARTS_H_
