#ifndef REDQUILL_TEXT_SENTENCES_H_
#define REDQUILL_TEXT_SENTENCES_H_

#include <cstdint>
#include <string_view>
#include <vector>

namespace redquill::text {

/// Corrects ICU's sentence boundaries for the writing of students, in place. `text` is a
/// ReadingCopy. The rules of UAX 29 suppose that sentences begin with capitals and follow a space;
/// these add, remove:
/// - no end after a title, an abbreviation that something must follow ("Mr. Smith", "vs. Ohio") or
///   an initial ("J. Smith");
/// - no end inside speech: '"Help!" she said' is one sentence;
/// - an end before a lower-case letter ("It ended. then we left"), but for abbreviations and dots
///   of omission;
/// - an end where the space is missing ("It ended.Then we left").
/// A boundary at a line feed always stays.
void CorrectSentenceBoundaries(std::string_view text, std::vector<uint32_t>* boundaries);

}  // namespace redquill::text

#endif  // REDQUILL_TEXT_SENTENCES_H_
