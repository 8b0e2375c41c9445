#ifndef REDQUILL_TEXT_BREAK_ITERATORS_H_
#define REDQUILL_TEXT_BREAK_ITERATORS_H_

#include <cstdint>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace redquill::text {

/// ICU's boundaries of a text, for English (UAX 29 as CLDR tailors it).
struct Boundaries {
  std::vector<uint32_t> at;    ///< Ascending byte offsets, the text's end last, its start left out.
  std::vector<bool> has_word;  ///< For words: the segment that ends there holds letters or digits.
};

/// Sentence boundaries of valid UTF-8 of at most 2^31 - 1 bytes. The iterators are cloned once per
/// thread. kInternal where ICU has no rules (its data is missing).
Result<Boundaries> SentenceBoundaries(std::string_view utf8);

/// Word boundaries, likewise.
Result<Boundaries> WordBoundaries(std::string_view utf8);

}  // namespace redquill::text

#endif  // REDQUILL_TEXT_BREAK_ITERATORS_H_
