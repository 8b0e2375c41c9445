#include "text/essay.h"

#include <algorithm>
#include <string>

#include "text/break_iterators.h"
#include "text/characters.h"
#include "text/reading_copy.h"
#include "text/script.h"
#include "text/sentences.h"
#include "text/words.h"

namespace redquill::text {
namespace {

constexpr size_t kFewestWords = 2;

// The ends of the lines of a ReadingCopy, each after its line end.
std::vector<uint32_t> LineEnds(std::string_view text) {
  std::vector<uint32_t> ends;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\n') {
      ends.push_back(static_cast<uint32_t>(i + 1));
    } else if (text[i] == '\xe2' && (text.substr(i, 3) == "\xe2\x80\xa8" ||  // U+2028, U+2029
                                     text.substr(i, 3) == "\xe2\x80\xa9")) {
      ends.push_back(static_cast<uint32_t>(i + 3));
    }
  }
  if (ends.empty() || ends.back() != text.size()) {
    ends.push_back(static_cast<uint32_t>(text.size()));
  }
  return ends;
}

// The length of the space that begins at `at`, and of the one that ends there; 0 for none.
uint32_t SpaceFrom(std::string_view text, uint32_t at) {
  if (IsSpace(text[at])) return 1;
  for (std::string_view space : {"\xc2\xa0", "\xe2\x80\xa8", "\xe2\x80\xa9"}) {
    if (text.substr(at).starts_with(space)) return static_cast<uint32_t>(space.size());
  }
  return 0;
}

uint32_t SpaceBefore(std::string_view text, uint32_t at) {
  if (IsSpace(text[at - 1])) return 1;
  for (uint32_t length : {2u, 3u}) {
    if (length <= at && SpaceFrom(text, at - length) == length) return length;
  }
  return 0;
}

// [begin, end) without the spaces at both ends.
Range Trimmed(std::string_view text, uint32_t begin, uint32_t end) {
  for (uint32_t space; begin < end && (space = SpaceFrom(text, begin)) > 0;) begin += space;
  for (uint32_t space; begin < end && (space = SpaceBefore(text, end)) > 0;) end -= space;
  return {begin, end};
}

// Cuts [0, size) at `ends` and keeps the pieces that hold a word, trimmed. A piece without one (a
// row of dots, say) belongs to the piece before it unless a line (of `lines`) ended between them.
// `first` becomes the index of each kept piece's first element of `inner`.
std::vector<Range> PiecesWith(const std::vector<Range>& inner, std::string_view text,
                              const std::vector<uint32_t>& ends, const std::vector<uint32_t>& lines,
                              std::vector<uint32_t>* first) {
  std::vector<Range> pieces;
  uint32_t begin = 0;
  size_t next = 0;
  for (uint32_t end : ends) {
    const size_t from = next;
    while (next < inner.size() && inner[next].begin < end) ++next;
    if (next > from) {
      pieces.push_back(Trimmed(text, begin, end));
      first->push_back(static_cast<uint32_t>(from));
    } else if (!pieces.empty()) {
      const auto line = std::upper_bound(lines.begin(), lines.end(), pieces.back().end);
      if (line == lines.end() || *line > begin) {
        pieces.back() = Trimmed(text, pieces.back().begin, end);
      }
    }
    begin = end;
  }
  return pieces;
}

// Drops the boundaries inside words: ICU 72 holds "a@.B" for one word, but sees a sentence end.
void KeepWordsWhole(const std::vector<Range>& words, std::vector<uint32_t>* boundaries) {
  auto word = words.begin();
  std::erase_if(*boundaries, [&](uint32_t at) {
    while (word != words.end() && word->end <= at) ++word;
    return word != words.end() && word->begin < at;
  });
}

Error TooFewWords(const Essay& essay) {
  const auto& utf8 = essay.text.utf8();
  std::string what = "The essay is empty";
  if (!essay.words.empty()) {
    what = "The essay has one word";
  } else if (!utf8.empty()) {
    what = "The essay has no words";
  }
  return {Code::kInvalidArgument, what + ". Give a text of at least two words.", "essay"};
}

}  // namespace

Result<Essay> ReadEssay(std::string_view original) {
  Result<NormalizedText> text = Normalize(original);
  if (!text) return Failure(text.error());
  if (!MostlyLatin(text->utf8())) {
    return Fail(Code::kUnsupported,
                "Most letters of the essay are not of the Latin script; the models here read "
                "English. Give an essay in English.",
                "essay");
  }
  Essay essay;
  essay.text = std::move(*text);
  const std::string copy = ReadingCopy(essay.text.utf8());
  Result<std::vector<Range>> words = FindWords(copy);
  if (!words) return Failure(words.error());
  essay.words = std::move(*words);
  if (essay.words.size() < kFewestWords) return Failure(TooFewWords(essay));

  Result<Boundaries> sentences = SentenceBoundaries(copy);
  if (!sentences) return Failure(sentences.error());
  CorrectSentenceBoundaries(copy, &sentences->at);
  KeepWordsWhole(essay.words, &sentences->at);
  const std::vector<uint32_t> lines = LineEnds(copy);
  essay.sentences = PiecesWith(essay.words, copy, sentences->at, lines, &essay.sentence_begins);
  essay.paragraphs = PiecesWith(essay.sentences, copy, lines, lines, &essay.paragraph_begins);
  return essay;
}

}  // namespace redquill::text
