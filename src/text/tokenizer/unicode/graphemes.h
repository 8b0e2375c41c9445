#ifndef REDQUILL_TEXT_TOKENIZER_UNICODE_GRAPHEMES_H_
#define REDQUILL_TEXT_TOKENIZER_UNICODE_GRAPHEMES_H_

#include <cstddef>
#include <string>

namespace redquill::text {

/// The index behind the extended grapheme cluster (Unicode Standard Annex 29, Unicode 17) that
/// begins at `begin`, a cluster's start in `text`.
size_t GraphemeEnd(const std::u32string& text, size_t begin);

}  // namespace redquill::text

#endif  // REDQUILL_TEXT_TOKENIZER_UNICODE_GRAPHEMES_H_
