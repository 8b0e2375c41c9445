#ifndef REDQUILL_TEXT_TOKENIZER_UNICODE_FORMS_H_
#define REDQUILL_TEXT_TOKENIZER_UNICODE_FORMS_H_

#include <string_view>
#include <vector>

#include "text/tokenizer/aligned_text.h"

namespace redquill::text {

enum class Form { kNfc, kNfd, kNfkc, kNfkd };

/// The edits that bring valid UTF-8 into a normalisation form (Unicode Standard Annex 15, character
/// data of Unicode 9), each character with the count of characters that it stands for, counted as
/// the crate unicode-normalization-alignments does.
std::vector<Edit> NormalizeEdits(std::string_view utf8, Form form);

}  // namespace redquill::text

#endif  // REDQUILL_TEXT_TOKENIZER_UNICODE_FORMS_H_
