#include "features/marks.h"

#include "text/characters.h"
#include "text/utf8.h"

namespace redquill::features {
namespace {

using text::IsAlpha;
using text::IsLower;

constexpr size_t kShortestQuotation = 3;

// What a character means to the count.
enum class Mark {
  kNone,
  kComma,
  kStop,
  kQuestion,
  kExclamation,
  kColon,
  kSemicolon,
  kDash,
  kHyphen,
  kOpenBracket,
  kCloseBracket,
  kQuote,
  kOpenQuote,
  kCloseQuote,
  kApostrophe,
  kLineEnd,
  kSpace
};

Mark MarkOf(char32_t c) {
  switch (c) {
    case ',':
      return Mark::kComma;
    case '.':
      return Mark::kStop;
    case '?':
      return Mark::kQuestion;
    case '!':
      return Mark::kExclamation;
    case ':':
      return Mark::kColon;
    case ';':
      return Mark::kSemicolon;
    case 0x2013:
    case 0x2014:
    case 0x96:
    case 0x97:
      return Mark::kDash;
    case '-':
    case 0x2010:
      return Mark::kHyphen;
    case '(':
    case '[':
      return Mark::kOpenBracket;
    case ')':
    case ']':
      return Mark::kCloseBracket;
    case '"':
      return Mark::kQuote;
    case 0x201c:
    case 0x93:
    case 0xab:
      return Mark::kOpenQuote;
    case 0x201d:
    case 0x94:
    case 0xbb:
      return Mark::kCloseQuote;
    case '\'':
    case 0x2018:
    case 0x2019:
    case 0x91:
    case 0x92:
    case '`':
    case 0xb4:
      return Mark::kApostrophe;
    case '\n':
      return Mark::kLineEnd;
    case ' ':
    case '\t':
    case 0xa0:
      return Mark::kSpace;
    default:
      return Mark::kNone;
  }
}

// Walks over the text, knowing what stands around.
class Counter {
 public:
  explicit Counter(std::string_view text) : text_(text) {}

  Marks Count() {
    for (size_t i = 0; i < text_.size();) {
      const size_t length = text::CharLength(static_cast<unsigned char>(text_[i]));
      const Mark mark =
          MarkOf(length == 1 ? static_cast<unsigned char>(text_[i]) : text::CharAt(text_, i));
      if (mark != Mark::kNone) {
        Tally(mark);
        Quotation(mark, i, length);
        Spacing(mark, i, length);
      }
      run_ = IsStop(mark) ? run_ + 1 : 0;
      i += length;
    }
    EndLine();
    return marks_;
  }

 private:
  static bool IsStop(Mark mark) {
    return mark == Mark::kStop || mark == Mark::kQuestion || mark == Mark::kExclamation;
  }
  char At(size_t i) const { return i < text_.size() ? text_[i] : '\n'; }
  char Before(size_t i) const { return i > 0 ? text_[i - 1] : '\n'; }

  void Tally(Mark mark) {
    switch (mark) {
      case Mark::kComma:
        ++marks_.commas;
        break;
      case Mark::kStop:
        ++marks_.full_stops;
        break;
      case Mark::kQuestion:
        ++marks_.questions;
        break;
      case Mark::kExclamation:
        ++marks_.exclamations;
        break;
      case Mark::kColon:
        ++marks_.colons;
        break;
      case Mark::kSemicolon:
        ++marks_.semicolons;
        break;
      case Mark::kDash:
        ++marks_.dashes;
        break;
      case Mark::kOpenBracket:
        ++marks_.open_brackets;
        break;
      case Mark::kCloseBracket:
        ++marks_.close_brackets;
        break;
      case Mark::kQuote:
      case Mark::kOpenQuote:
      case Mark::kCloseQuote:
        ++marks_.quotes;
        break;
      default:
        break;
    }
    marks_.all += mark != Mark::kLineEnd && mark != Mark::kSpace;
    if (IsStop(mark) && run_ == 1) ++marks_.repeated_marks;
  }

  void Quotation(Mark mark, size_t i, size_t length) {
    if (mark == Mark::kLineEnd) EndLine();
    const bool closes = mark == Mark::kCloseQuote || (mark == Mark::kQuote && in_quote_);
    if (closes && in_quote_) {
      in_quote_ = false;
      if (i - quote_begin_ >= kShortestQuotation) {
        ++marks_.quotations;
        marks_.quoted_bytes += i - quote_begin_;
      }
    } else if (mark == Mark::kOpenQuote || mark == Mark::kQuote) {
      in_quote_ = true;
      quote_begin_ = i + length;
    }
  }

  void EndLine() {
    marks_.open_quotes += in_quote_;
    in_quote_ = false;
  }

  void Spacing(Mark mark, size_t i, size_t length) {
    const char before = Before(i), after = At(i + length);
    switch (mark) {
      case Mark::kApostrophe:
        marks_.apostrophes += IsAlpha(before) && IsAlpha(after);
        break;
      case Mark::kHyphen:
        marks_.hyphens += IsAlpha(before) && IsAlpha(after);
        marks_.dashes += (before == ' ' && after == ' ') || (after == '-' && before != '-');
        break;
      case Mark::kSpace:
        marks_.repeated_spaces += IsWordEnd(before) && after == ' ' && !LineEndsAfter(i);
        break;
      case Mark::kStop:
        marks_.missing_spaces += IsLower(before) && IsAlpha(after) && i > 1 &&
                                 IsAlpha(text_[i - 2]) &&
                                 (i + 2 >= text_.size() || At(i + 2) != '.');
        marks_.spaces_before += before == ' ' && after != '.' && !text::IsDigit(after);
        break;
      case Mark::kComma:
      case Mark::kQuestion:
      case Mark::kExclamation:
      case Mark::kColon:
      case Mark::kSemicolon:
        marks_.missing_spaces += IsAlpha(before) && IsAlpha(after);
        marks_.spaces_before += before == ' ';
        break;
      default:
        break;
    }
  }

  // Not a stop, whose double space is an old typist's habit, and not a space.
  static bool IsWordEnd(char c) {
    return c != ' ' && c != '\t' && c != '\n' && c != '.' && c != '!' && c != '?' && c != '"' &&
           static_cast<unsigned char>(c) < 0x80;
  }
  // Looks ahead over spaces only; each run of them is looked at once.
  bool LineEndsAfter(size_t i) const {
    while (At(i) == ' ') ++i;
    return At(i) == '\n';
  }

  std::string_view text_;
  Marks marks_;
  size_t run_ = 0;
  bool in_quote_ = false;
  size_t quote_begin_ = 0;
};

}  // namespace

Marks Marks::Of(std::string_view utf8) { return Counter(utf8).Count(); }

}  // namespace redquill::features
