#include "text/reading_copy.h"

#include <algorithm>

#include "text/characters.h"

namespace redquill::text {
namespace {

constexpr size_t kLongestWrappedLine = 100;
constexpr std::string_view kBlanks = " \t\v\f";

// Two bytes each, as the characters they stand for in the copy.
constexpr std::string_view kJoiner = "\xc2\xb7";        // U+00B7: holds letters together.
constexpr std::string_view kOpeningQuote = "\xc2\xab";  // U+00AB
constexpr std::string_view kClosingQuote = "\xc2\xbb";  // U+00BB

bool BetweenLetters(std::string_view text, size_t at, size_t length) {
  return at > 0 && IsAlpha(text[at - 1]) && at + length < text.size() && IsAlpha(text[at + length]);
}

// What the character U+0080 + (low - 0x80) at `at` acts as; empty for itself.
std::string_view ActsAs(std::string_view text, size_t at) {
  switch (static_cast<unsigned char>(text[at + 1])) {
    case 0x91:  // ‘ in Windows-1252.
    case 0x92:  // ’
    case 0xb4:  // U+00B4, an acute accent on its own.
      return BetweenLetters(text, at, 2) ? kJoiner : std::string_view();
    case 0x93:  // “
      return kOpeningQuote;
    case 0x94:  // ”
      return kClosingQuote;
    default:
      return {};
  }
}

// Calls line(begin, end) for each line of the text, without its line feed.
template <typename Line>
void ForEachLine(std::string_view text, Line line) {
  for (size_t begin = 0; begin <= text.size();) {
    const size_t end = std::min(text.find('\n', begin), text.size());
    line(text.substr(begin, end - begin));
    begin = end + 1;
  }
}

bool IsBlankLine(std::string_view line) { return std::all_of(line.begin(), line.end(), IsSpace); }

}  // namespace

bool WrapsLines(std::string_view utf8) {
  size_t single = 0, within_sentence = 0, longest = 0;
  std::string_view previous;
  ForEachLine(utf8, [&](std::string_view line) {
    longest = std::max(longest, line.size());
    if (!IsBlankLine(line) && !IsBlankLine(previous)) {
      ++single;
      const char last = previous[previous.find_last_not_of(kBlanks)];
      const bool open = IsAlpha(last) || IsDigit(last) || last == ',' || last == ';';
      within_sentence += open && IsLower(line[line.find_first_not_of(kBlanks)]);
    }
    previous = line;
  });
  return single >= 3 && longest <= kLongestWrappedLine && 2 * within_sentence > single;
}

std::string ReadingCopy(std::string_view utf8) {
  std::string copy(utf8);
  for (size_t i = copy.find('\xc2'); i != std::string::npos; i = copy.find('\xc2', i + 2)) {
    const std::string_view as = ActsAs(utf8, i);
    if (!as.empty()) copy.replace(i, 2, as);
  }
  for (size_t i = copy.find('`'); i != std::string::npos; i = copy.find('`', i + 1)) {
    if (BetweenLetters(utf8, i, 1)) copy[i] = '\'';
  }
  if (!WrapsLines(utf8)) return copy;
  size_t begin = 0;
  std::string_view previous;
  ForEachLine(utf8, [&](std::string_view line) {
    if (!IsBlankLine(line) && !IsBlankLine(previous)) copy[begin - 1] = ' ';
    previous = line;
    begin += line.size() + 1;
  });
  return copy;
}

}  // namespace redquill::text
