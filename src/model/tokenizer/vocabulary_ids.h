#ifndef REDQUILL_MODEL_TOKENIZER_VOCABULARY_IDS_H_
#define REDQUILL_MODEL_TOKENIZER_VOCABULARY_IDS_H_

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "text/tokenizer/added_tokens.h"

namespace redquill::model {

/// The most bytes of a vocabulary file.
inline constexpr uint64_t kMaxVocabularyBytes = 64 << 20;

/// A vocabulary by token.
using TokenIds = std::map<std::string, int32_t, std::less<>>;

/// The added token of that content; an empty one where there is none.
inline text::AddedToken WithContent(const std::vector<text::AddedToken>& added,
                                    std::string_view content) {
  for (const text::AddedToken& token : added) {
    if (token.content == content) return token;
  }
  return {};
}

}  // namespace redquill::model

#endif  // REDQUILL_MODEL_TOKENIZER_VOCABULARY_IDS_H_
