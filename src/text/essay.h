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
  /// Lines with at least one word, blanks around them left out; never empty. A text whose lines are
  /// wrapped at a fixed width (WrapsLines) has its paragraphs between blank lines.
  std::vector<Range> paragraphs;
  /// ICU's sentences (UAX 29) inside paragraphs, corrected for students' writing
  /// (CorrectSentenceBoundaries), with at least one word, blanks around them left out.
  std::vector<Range> sentences;
  /// ICU's word segments that hold a letter or a digit (FindWords); "don't" and @CAPS1 are one
  /// each, "well-known" is two.
  std::vector<Range> words;
  std::vector<uint32_t> sentence_begins;   ///< Index into words of each sentence's first word.
  std::vector<uint32_t> paragraph_begins;  ///< Index into sentences of each paragraph's first one.

  std::string_view View(Range r) const {
    return std::string_view(text.utf8()).substr(r.begin, r.end - r.begin);
  }

  /// The words of a sentence, the sentences of a paragraph: indices [first, last).
  struct Span {
    uint32_t first, last;
  };
  Span WordsOf(size_t sentence) const { return At(sentence_begins, words.size(), sentence); }
  Span SentencesOf(size_t paragraph) const {
    return At(paragraph_begins, sentences.size(), paragraph);
  }

 private:
  static Span At(const std::vector<uint32_t>& begins, size_t size, size_t i) {
    return {begins[i], i + 1 < begins.size() ? begins[i + 1] : static_cast<uint32_t>(size)};
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
