#include "text/tokenizer/pattern.h"

#include <algorithm>
#include <utility>

#include "base/quote.h"
#include "text/tokenizer/part.h"
#include "text/tokenizer/unicode/characters.h"
#include "text/utf8.h"

namespace redquill::text {
namespace {

class Literal final : public Pattern {
 public:
  explicit Literal(std::string text) : text_(std::move(text)) {}
  bool Next(std::string_view utf8, size_t from, Match* match) const override {
    const size_t at = utf8.find(text_, from);
    if (at == utf8.npos) return false;
    *match = {at, at + text_.size()};
    return true;
  }

 private:
  std::string text_;
};

// At least `least` characters with a flag, as many as there are (or, with `one`, just one).
class Run final : public Pattern {
 public:
  Run(uint16_t flag, bool only_space, size_t least, bool one)
      : flag_(flag), only_space_(only_space), least_(least), one_(one) {}

  bool Next(std::string_view utf8, size_t from, Match* match) const override {
    const auto& flags = CharFlags();
    size_t begin = from, count = 0;
    for (size_t at = from; at < utf8.size();) {
      const size_t length = CharLength(static_cast<unsigned char>(utf8[at]));
      const bool in = only_space_ ? utf8[at] == ' ' : (flags[CharAt(utf8, at)] & flag_) != 0;
      if (in) {
        if (count++ == 0) begin = at;
        if (one_) {
          *match = {at, at + length};
          return true;
        }
      } else {
        if (count >= least_) {
          *match = {begin, at};
          return true;
        }
        count = 0;
      }
      at += length;
    }
    *match = {begin, utf8.size()};
    return count >= least_ && count > 0;
  }

 private:
  uint16_t flag_;
  bool only_space_;
  size_t least_;
  bool one_;
};

// The word patterns of GPT-2 and of its heirs, which differ in what may lead a word, in how many
// digits stand together and in what ends a run of marks. Every character is part of some match.
class Words final : public Pattern {
 public:
  // `digits`: how many stand together, 0 for any number (and then with a space before).
  Words(bool gpt2, size_t digits) : gpt2_(gpt2), digits_(digits) {}

  bool Next(std::string_view utf8, size_t from, Match* match) const override {
    if (from >= utf8.size()) return false;
    *match = {from, from + Length(utf8, from)};
    return true;
  }

 private:
  enum Kind { kEnd, kLetter, kNumber, kSpace, kMark };

  static Kind KindOf(char32_t c) {
    const uint16_t flags = CharFlags()[c];
    if (flags & kLetterRegex) return kLetter;
    if (flags & kNumberRegex) return kNumber;
    return flags & kWhite ? kSpace : kMark;
  }

  struct Cursor {
    std::string_view utf8;
    size_t at;
    char32_t c() const { return at < utf8.size() ? CharAt(utf8, at) : 0; }
    Kind kind() const { return at < utf8.size() ? KindOf(CharAt(utf8, at)) : kEnd; }
    void Step() { at += CharLength(static_cast<unsigned char>(utf8[at])); }
    size_t Take(Kind kind_wanted, size_t most) {
      size_t count = 0;
      for (; count < most && kind() == kind_wanted; ++count) Step();
      return count;
    }
  };

  // 's 't 're 've 'm 'll 'd; 0 if none stands here. Llama 3's are without case, where the long s
  // (U+017F) folds to s.
  size_t Contraction(std::string_view text) const {
    if (text.size() < 2 || text[0] != '\'') return 0;
    const auto low = [&](size_t i) {
      if (i >= text.size()) return '\0';
      const char c = text[i];
      return !gpt2_ && c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    };
    const char a = low(1), b = low(2);
    if (a == 's' || a == 't' || a == 'm' || a == 'd') return 2;
    if (!gpt2_ && text.substr(1, 2) == "\xc5\xbf") return 3;
    if ((a == 'r' && b == 'e') || (a == 'v' && b == 'e') || (a == 'l' && b == 'l')) return 3;
    return 0;
  }

  size_t Length(std::string_view utf8, size_t from) const {
    if (const size_t n = Contraction(utf8.substr(from)); n > 0) return n;
    constexpr size_t kAny = static_cast<size_t>(-1);
    Cursor here{utf8, from}, next{utf8, from};
    const char32_t c = here.c();
    const Kind kind = here.kind();
    next.Step();
    const bool space = c == ' ';
    const bool leads = gpt2_ ? space : kind != kLetter && kind != kNumber && c != '\r' && c != '\n';
    if (leads && next.kind() == kLetter) here = next;
    if (here.Take(kLetter, kAny) > 0) return here.at - from;
    if (digits_ == 0 && space && next.kind() == kNumber) here = next;
    if (here.Take(kNumber, digits_ == 0 ? kAny : digits_) > 0) return here.at - from;
    if (space && next.kind() == kMark) here = next;
    if (here.Take(kMark, kAny) > 0) {
      while (!gpt2_ && (here.c() == '\r' || here.c() == '\n')) here.Step();
      return here.at - from;
    }
    return Spaces(utf8, from) - from;
  }

  // The end of a run of white space: behind its last line end (but for GPT-2), else before its last
  // character where a word follows, else whole.
  size_t Spaces(std::string_view utf8, size_t from) const {
    Cursor here{utf8, from};
    size_t last = from, line = from;
    while (here.kind() == kSpace) {
      const char32_t c = here.c();
      last = here.at;
      here.Step();
      if (c == '\r' || c == '\n') line = here.at;
    }
    if (!gpt2_ && line > from) return line;
    return here.at == utf8.size() || last == from ? here.at : last;
  }

  bool gpt2_;
  size_t digits_;
};

// A run of line feeds, a word, or one other character that is not white space: what the word-level
// models trained here are cut by.
class WordsAndMarks final : public Pattern {
 public:
  bool Next(std::string_view utf8, size_t from, Match* match) const override {
    size_t begin = from;
    Kind kind = kSpace;
    size_t at = from;
    for (; at < utf8.size() && kind != kMark;
         at += CharLength(static_cast<unsigned char>(utf8[at]))) {
      const Kind here = KindOf(CharAt(utf8, at));
      if (kind == kSpace) {
        begin = at;
        kind = here;
      } else if (here != kind) {
        break;
      }
    }
    *match = {begin, at};
    return kind != kSpace;
  }

 private:
  enum Kind { kSpace, kLine, kWord, kMark };

  static Kind KindOf(char32_t c) {
    if (c == '\n') return kLine;
    const uint16_t flags = CharFlags()[c];
    return flags & kWordRegex ? kWord : flags & kWhite ? kSpace : kMark;
  }
};

constexpr std::string_view kGpt2 =
    R"('s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+)";
constexpr std::string_view kLlama3 =
    R"((?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*)"
    R"(|\s*[\r\n]+|\s+(?!\S)|\s+)";
constexpr std::string_view kQwen2 =
    R"((?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*)"
    R"(|\s*[\r\n]+|\s+(?!\S)|\s+)";

std::unique_ptr<const Pattern> Known(std::string_view expression) {
  if (expression == kGpt2) return std::make_unique<Words>(true, 0);
  if (expression == kLlama3) return std::make_unique<Words>(false, 3);
  if (expression == kQwen2) return std::make_unique<Words>(false, 1);
  if (expression == kWordsAndMarksExpression) return std::make_unique<WordsAndMarks>();
  if (expression == " {2,}") return std::make_unique<Run>(0, true, 2, false);
  if (expression == "\\s+") return std::make_unique<Run>(kWhite, false, 1, false);
  if (expression == "\\s") return std::make_unique<Run>(kWhite, false, 1, true);
  if (expression == "\\p{N}") return std::make_unique<Run>(kNumberRegex, false, 1, true);
  return nullptr;
}

}  // namespace

std::unique_ptr<const Pattern> Gpt2Pattern() { return Known(kGpt2); }

std::unique_ptr<const Pattern> WordsAndMarksPattern() { return Known(kWordsAndMarksExpression); }

Result<std::unique_ptr<const Pattern>> ReadPattern(const nlohmann::json& json,
                                                   const std::string& path) {
  Part part(json, path);
  if (part.Has("String")) {
    std::string text = part.Text("String");
    if (text.empty()) part.SetUnsupported("an empty pattern");
    if (part.fault()) return Failure(*part.fault());
    return std::make_unique<Literal>(std::move(text));
  }
  const std::string expression = part.Text("Regex");
  if (part.fault()) return Failure(*part.fault());
  std::unique_ptr<const Pattern> known = Known(expression);
  if (known) return known;
  part.SetUnsupported("the regular expression " + Quoted(expression, 200));
  return Failure(*part.fault());
}

}  // namespace redquill::text
