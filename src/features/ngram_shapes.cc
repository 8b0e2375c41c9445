#include "features/ngram_shapes.h"

#include <array>

#include "features/stable_hash.h"

namespace redquill::features {
namespace {

// Classes too open to be grammar: forms of thousands of verbs, and words that are often confused.
constexpr Classes kOpen = In(WordClass::kPast, WordClass::kParticiple, WordClass::kConfused,
                             WordClass::kLetter, WordClass::kMissingApostrophe);

// Longest first, so that "-tion" is found before "-on" would be.
constexpr std::array<std::string_view, 24> kEndings = {
    "tion", "sion", "ment", "ness", "able", "ible", "ity", "ism", "ist", "ous", "ive", "ing",
    "ful",  "ize",  "est",  "ies",  "ed",   "ly",   "al",  "er",  "or",  "es",  "ic",  "s"};

/// Marks as one kind each; 0 for anything else.
char MarkAt(std::string_view text, size_t i) {
  switch (text[i]) {
    case '.':
    case ',':
    case ';':
    case ':':
    case '!':
    case '?':
    case '"':
    case '(':
    case ')':
    case '-':
    case '\n':
      return text[i];
    default:
      break;
  }
  const std::string_view rest = text.substr(i);
  if (rest.starts_with("\u201c") || rest.starts_with("\u201d")) return '"';
  if (rest.starts_with("\u2013") || rest.starts_with("\u2014")) return '-';
  return 0;
}

/// Appends the marks between two words; of a run of line feeds only the first.
void AppendMarks(std::string_view gap, std::vector<uint64_t>* shapes) {
  bool line_feed = false;
  for (size_t i = 0; i < gap.size(); ++i) {
    const char mark = MarkAt(gap, i);
    if (mark == 0 || (mark == '\n' && line_feed)) continue;
    line_feed = line_feed || mark == '\n';
    shapes->push_back(StableHash(std::string_view(&mark, 1)));
  }
}

}  // namespace

std::string ShapeOf(std::string_view key, const Type& type) {
  if (type.placeholder) return "@";
  if ((type.classes & ~kOpen) != 0) return std::string(key);
  if (!type.alphabetic) return "#";
  std::string shape;
  if (type.misspelled) {
    shape = "?";
  } else if (type.spelling.band == WordList::kNone) {
    shape = "N";
  } else {
    shape = type.spelling.band <= WordList::k35 ? "c" : "r";
  }
  for (const std::string_view ending : kEndings) {
    if (key.size() > ending.size() + 2 && key.ends_with(ending)) {
      shape.append("-").append(ending);
      break;
    }
  }
  if (type.letters >= 8) shape += '+';
  return shape;
}

std::vector<uint64_t> HashedShapes(const Reading& reading) {
  std::vector<uint64_t> of_type(reading.types.size());
  for (uint32_t t = 0; t < of_type.size(); ++t) {
    of_type[t] = StableHash(ShapeOf(reading.keys[t], reading.types[t]));
  }
  const std::string_view text = reading.essay.text.utf8();
  const auto& words = reading.essay.words;
  std::vector<uint64_t> shapes;
  shapes.reserve(words.size() * 5 / 4);
  for (size_t i = 0; i < words.size(); ++i) {
    shapes.push_back(of_type[reading.tokens[i].type]);
    const size_t until = i + 1 < words.size() ? words[i + 1].begin : text.size();
    AppendMarks(text.substr(words[i].end, until - words[i].end), &shapes);
  }
  return shapes;
}

}  // namespace redquill::features
