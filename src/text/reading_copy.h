#ifndef REDQUILL_TEXT_READING_COPY_H_
#define REDQUILL_TEXT_READING_COPY_H_

#include <string>
#include <string_view>

namespace redquill::text {

/// The text as segmentation reads it: the same length, every character at its place, but
/// - quotation marks and apostrophes that came through as C1 controls (Windows-1252 read as
///   Latin-1), acute and grave accents used as apostrophes inside words, act as what they mean;
/// - line feeds that only wrap lines at a fixed width act as spaces (see WrapsLines);
/// - U+2028 and U+2029 keep acting as ends of lines.
/// Only for finding boundaries: never shown, never measured.
std::string ReadingCopy(std::string_view utf8);

/// Whether a text's single line feeds wrap lines rather than end paragraphs, as in mail: at least
/// three of them, no line longer than 100 bytes, and most of them followed by a lower-case letter
/// with no full stop before.
bool WrapsLines(std::string_view utf8);

}  // namespace redquill::text

#endif  // REDQUILL_TEXT_READING_COPY_H_
