#include "text/words.h"

#include "text/break_iterators.h"
#include "text/characters.h"

namespace redquill::text {
namespace {

size_t LettersBefore(std::string_view segment, size_t at) {
  size_t count = 0;
  while (count < at && IsAlpha(segment[at - count - 1])) ++count;
  return count;
}

size_t LettersFrom(std::string_view segment, size_t at) {
  size_t count = 0;
  while (at + count < segment.size() && IsAlpha(segment[at + count])) ++count;
  return count;
}

// Whether the full stop at `dot` inside a segment stands between two words.
bool SplitsWords(std::string_view segment, size_t dot) {
  const size_t before = LettersBefore(segment, dot), after = LettersFrom(segment, dot + 1);
  if (before < 2 || after == 0) return false;
  const char next = segment[dot + 1];
  return after > 1 || next == 'I' || (IsUpper(next) && before > 2);  // "Ph.D" stays whole.
}

// The length of capitals and digits such as CAPS1 at the segment's start; 0 if it has other ones.
size_t PlaceholderName(std::string_view segment) {
  size_t i = 0;
  while (i < segment.size() && IsUpper(segment[i])) ++i;
  const size_t capitals = i;
  while (i < segment.size() && IsDigit(segment[i])) ++i;
  return capitals > 1 && i > capitals ? i : 0;
}

bool IsWordByte(char c) {
  return IsAlpha(c) || IsDigit(c) || (static_cast<unsigned char>(c) & 0x80) != 0;
}

// Adds the words of one of ICU's segments, the text's bytes [begin, end). ICU 72 takes '@' and '_'
// for letters; here an '@' belongs to no word but a placeholder.
void AddSegment(std::string_view text, uint32_t begin, uint32_t end, std::vector<Range>* words) {
  const std::string_view segment = text.substr(begin, end - begin);
  size_t from = 0;
  const auto add = [&](size_t to) {
    while (from < to && !IsWordByte(segment[from])) ++from;
    while (from < to && !IsWordByte(segment[to - 1])) --to;
    if (from == to) return;
    const bool placeholder = begin + from > 0 && text[begin + from - 1] == '@' &&
                             PlaceholderName(segment.substr(from, to - from)) > 0;
    words->push_back({begin + static_cast<uint32_t>(from) - (placeholder ? 1 : 0),
                      begin + static_cast<uint32_t>(to)});
  };
  for (size_t i = 0; i < segment.size(); ++i) {
    if (segment[i] == '@' || (segment[i] == '.' && SplitsWords(segment, i))) {
      add(i);
      from = i + 1;
    }
  }
  add(segment.size());
}

// Whether "s" at `begin` is the possessive of the placeholder that `last` ends.
bool IsPossessive(std::string_view text, Range last, uint32_t begin, uint32_t end) {
  if (text.substr(begin, end - begin) != "s" || last.end >= begin) return false;
  const std::string_view between = text.substr(last.end, begin - last.end);
  return (between == "'" || between == "\xe2\x80\x99") &&
         IsPlaceholder(text.substr(last.begin, last.end - last.begin));
}

}  // namespace

bool IsPlaceholder(std::string_view word) {
  if (word.empty() || word[0] != '@') return false;
  const size_t length = PlaceholderName(word.substr(1));
  if (length == 0) return false;
  const std::string_view rest = word.substr(1 + length);
  return rest.empty() || rest == "'s" || rest == "\xe2\x80\x99s";
}

Result<std::vector<Range>> FindWords(std::string_view text) {
  Result<Boundaries> found = WordBoundaries(text);
  if (!found) return Failure(found.error());
  std::vector<Range> words;
  words.reserve(found->at.size() / 2 + 1);
  uint32_t begin = 0;
  for (size_t i = 0; i < found->at.size(); ++i) {
    const uint32_t end = found->at[i];
    if (found->has_word[i]) {
      if (!words.empty() && IsPossessive(text, words.back(), begin, end)) {
        words.back().end = end;
      } else {
        AddSegment(text, begin, end, &words);
      }
    }
    begin = end;
  }
  return words;
}

}  // namespace redquill::text
