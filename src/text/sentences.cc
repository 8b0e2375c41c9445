#include "text/sentences.h"

#include <algorithm>
#include <array>
#include <string>

#include "text/characters.h"

namespace redquill::text {
namespace {

// Something follows these, so a full stop after one ends no sentence. Sorted.
constexpr std::array<std::string_view, 22> kNeverLast = {
    "capt", "col", "dr",   "e.g", "fig", "gen", "gov", "hon", "i.e", "lt", "mr",
    "mrs",  "ms",  "prof", "rep", "rev", "sen", "sgt", "st",  "viz", "vs", "vol"};

// These end a sentence only where a capital follows. Sorted.
constexpr std::array<std::string_view, 30> kAbbreviations = {
    "a.d", "a.k.a", "a.m", "approx", "apr", "aug", "ave",  "b.c", "co",  "corp",
    "dec", "dept",  "est", "etc",    "feb", "ft",  "inc",  "jan", "jr",  "ltd",
    "nov", "oct",   "p.m", "p.s",    "pp",  "pg",  "sept", "sr",  "u.k", "u.s"};

template <size_t N>
bool Contains(const std::array<std::string_view, N>& list, std::string_view word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

// The letters and inner dots right before `end`, lower case; empty when longer than any
// abbreviation.
std::string WordBefore(std::string_view text, size_t end) {
  size_t begin = end;
  while (begin > 0 && end - begin < 8 && (IsAlpha(text[begin - 1]) || text[begin - 1] == '.')) {
    --begin;
  }
  std::string word(text.substr(begin, end - begin));
  std::transform(word.begin(), word.end(), word.begin(), Lower);
  return word;
}

bool IsInitial(std::string_view text, size_t dot) {
  return dot > 0 && IsUpper(text[dot - 1]) && text[dot - 1] != 'I' &&
         (dot == 1 || IsSpace(text[dot - 2]));
}

// Past blanks, no-break spaces among them.
size_t SkipBlanks(std::string_view text, size_t at) {
  while (at < text.size()) {
    if (IsBlank(text[at])) {
      ++at;
    } else if (text.substr(at, 2) == "\xc2\xa0") {
      at += 2;
    } else {
      break;
    }
  }
  return at;
}

// The length of the quotation mark or bracket at `at` that may stand between a full stop and the
// blank after it; 0 for none.
size_t Closer(std::string_view text, size_t at) {
  const std::string_view rest = text.substr(at);
  for (std::string_view mark : {"\"", "'", ")", "]", "\xe2\x80\x9d", "\xe2\x80\x99", "\xc2\xbb"}) {
    if (rest.starts_with(mark)) return mark.size();
  }
  return 0;
}

size_t SkipClosers(std::string_view text, size_t at) {
  while (const size_t length = Closer(text, at)) at += length;
  return at;
}

// Before `at`, blanks taken off.
size_t TrimBack(std::string_view text, size_t at) {
  for (;;) {
    if (at > 0 && IsBlank(text[at - 1])) {
      --at;
    } else if (at > 1 && text.substr(at - 2, 2) == "\xc2\xa0") {
      at -= 2;
    } else {
      return at;
    }
  }
}

// Whether ICU's boundary at `at` ends no sentence.
bool IsFalseEnd(std::string_view text, size_t at) {
  if (at == text.size() || at == 0 || text[at - 1] == '\n') return false;
  const size_t end = TrimBack(text, at);
  if (end == 0 || end == at) return false;
  if (text[end - 1] == '.') {
    return IsInitial(text, end - 1) || Contains(kNeverLast, WordBefore(text, end - 1));
  }
  if (!IsLower(text[at])) return false;
  size_t mark = end;
  for (size_t back = 1; back <= 4 && back <= end; ++back) {
    if (SkipClosers(text, end - back) == end) mark = end - back;
  }
  return mark < end && mark > 0 && (text[mark - 1] == '!' || text[mark - 1] == '?');
}

// Where a sentence begins that ICU did not see after the full stop at `dot`; 0 for none.
size_t MissedBegin(std::string_view text, size_t dot) {
  if (dot < 2 || !IsAlpha(text[dot - 2]) || !IsLower(text[dot - 1])) return 0;
  const std::string word = WordBefore(text, dot);
  if (word.find('.') != std::string::npos && word.size() < 6) return 0;
  const size_t after = SkipClosers(text, dot + 1);
  const size_t next = SkipBlanks(text, after);
  if (next >= text.size()) return 0;
  if (next > after) {
    const bool abbreviation = Contains(kNeverLast, word) || Contains(kAbbreviations, word);
    return after == dot + 1 && IsLower(text[next]) && !abbreviation ? next : 0;
  }
  if (after != dot + 1 || !IsUpper(text[next]) || next + 1 == text.size()) return 0;
  const bool alone = IsSpace(text[next + 1]);
  const bool word_or_article = text[next] == 'I' || (dot >= 3 && IsAlpha(text[dot - 3]));
  return IsLower(text[next + 1]) || (alone && word_or_article) ? next : 0;
}

}  // namespace

void CorrectSentenceBoundaries(std::string_view text, std::vector<uint32_t>* boundaries) {
  std::vector<uint32_t> kept;
  kept.reserve(boundaries->size());
  for (uint32_t at : *boundaries) {
    if (!IsFalseEnd(text, at)) kept.push_back(at);
  }
  std::vector<uint32_t> missed;
  for (size_t dot = text.find('.'); dot != std::string_view::npos; dot = text.find('.', dot + 1)) {
    if (const size_t begin = MissedBegin(text, dot)) missed.push_back(static_cast<uint32_t>(begin));
  }
  boundaries->clear();
  std::set_union(kept.begin(), kept.end(), missed.begin(), missed.end(),
                 std::back_inserter(*boundaries));
}

}  // namespace redquill::text
