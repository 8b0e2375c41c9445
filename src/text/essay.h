#ifndef REDQUILL_TEXT_ESSAY_H_
#define REDQUILL_TEXT_ESSAY_H_

#include <cstdint>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "text/normalize.h"

namespace redquill::text {

/// Bytes [begin, end) of a NormalizedText.
struct Range {
  uint32_t begin = 0, end = 0;
};

/// An essay, normalised and cut into paragraphs, sentences and words. A value; safe to read from
/// many threads. All ranges are in the normalised text, in order, without overlap.
struct Essay {
  NormalizedText text;
  std::vector<Range> paragraphs;  ///< Lines with at least one word; never empty in a valid essay.
  std::vector<Range> sentences;   ///< ICU sentence boundaries (UAX 29) inside paragraphs.
  std::vector<Range> words;       ///< ICU word segments that hold a letter or a digit.
  std::vector<uint32_t> sentence_begins;   ///< Index into words of each sentence's first word.
  std::vector<uint32_t> paragraph_begins;  ///< Index into sentences of each paragraph's first one.

  std::string_view View(Range r) const {
    return std::string_view(text.utf8()).substr(r.begin, r.end - r.begin);
  }
};

/// Reads an essay from bytes as a person gave them: Normalize, then segmentation by ICU's rules for
/// English, then the checks that every model needs. Safe to call from many threads; the ICU break
/// iterators are kept per thread.
///
/// Beside Normalize's errors: kInvalidArgument for an empty essay, one of only spaces or with fewer
/// than two words; kUnsupported where most letters are not of the Latin script (models here read
/// English). Every message says what to do.
Result<Essay> ReadEssay(std::string_view original);

}  // namespace redquill::text

#endif  // REDQUILL_TEXT_ESSAY_H_
