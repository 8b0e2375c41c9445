#ifndef REDQUILL_TEXT_WORDS_H_
#define REDQUILL_TEXT_WORDS_H_

#include <string_view>
#include <vector>

#include "base/error.h"
#include "text/essay.h"

namespace redquill::text {

/// The words of a ReadingCopy in order: ICU's word segments (UAX 29) that hold a letter or a digit,
/// with two changes for students' writing:
/// - a full stop without a space after it does not join two words ("ended.Then"), while "e.g",
///   "U.S" and "3.14" stay whole;
/// - an anonymisation placeholder such as @CAPS1 or @PERSON2's takes its '@'.
Result<std::vector<Range>> FindWords(std::string_view text);

/// Whether a word is an anonymisation placeholder: '@', capitals, digits, then nothing or "'s".
bool IsPlaceholder(std::string_view word);

}  // namespace redquill::text

#endif  // REDQUILL_TEXT_WORDS_H_
