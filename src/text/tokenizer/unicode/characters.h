#ifndef REDQUILL_TEXT_TOKENIZER_UNICODE_CHARACTERS_H_
#define REDQUILL_TEXT_TOKENIZER_UNICODE_CHARACTERS_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace redquill::text {

/// What the reference's crates say of a character. They follow several versions of Unicode, which
/// is why these tables (made by tools/make-tokenizer-tables) stand here instead of ICU's.
enum CharFlag : uint16_t {
  kWhite = 1,            ///< White_Space; the same for Rust, its regex crate and Oniguruma.
  kWordRegex = 2,        ///< \w of the regex crate.
  kNumeric = 4,          ///< Rust's char::is_numeric.
  kPunctuation = 8,      ///< ASCII punctuation, and P of unicode_categories.
  kOther = 16,           ///< C of unicode_categories.
  kNonspacingMark = 32,  ///< Mn of unicode_categories.
  kCombiningMark = 64,   ///< M of unicode-normalization-alignments.
  kLetterRegex = 128,    ///< \p{L} of Oniguruma.
  kNumberRegex = 256,    ///< \p{N} of Oniguruma.
  kHasLowercase = 512,   ///< Lowercase() differs from the character.
};

/// One flag set for each code point, read from many threads. Built once, in about 2 ms.
const std::vector<uint16_t>& CharFlags();

/// Appends a valid code point as UTF-8.
void AppendUtf8(char32_t c, std::string* out);

/// The code points of valid UTF-8.
std::u32string Decode(std::string_view utf8);

/// Characters that stand for one character each, by binary search.
class CharMap {
 public:
  /// From entries "c0=41+300;" in hexadecimal, ascending.
  explicit CharMap(std::string_view table);
  /// Empty where `c` has no entry.
  std::u32string_view Find(char32_t c) const;
  const std::vector<char32_t>& keys() const { return keys_; }

 private:
  std::vector<char32_t> keys_;
  std::vector<uint32_t> begins_;
  std::u32string to_;
};

/// The lowercase forms of Rust's char::to_lowercase (one character may become two).
const CharMap& Lowercase();

/// Calls `f(first, last, value)` for each entry "first-last=value;" or "first;" of a table.
template <typename F>
void EachEntry(std::string_view table, F f) {
  while (!table.empty()) {
    const size_t end = table.find(';');
    std::string_view entry = table.substr(0, end);
    table.remove_prefix(end + 1);
    std::string_view value;
    if (const size_t eq = entry.find('='); eq != entry.npos) {
      value = entry.substr(eq + 1);
      entry = entry.substr(0, eq);
    }
    const size_t dash = entry.find('-');
    const auto hex = [](std::string_view digits) {
      return static_cast<char32_t>(std::stoul(std::string(digits), nullptr, 16));
    };
    const char32_t first = hex(entry.substr(0, dash));
    f(first, dash == entry.npos ? first : hex(entry.substr(dash + 1)), value);
  }
}

}  // namespace redquill::text

#endif  // REDQUILL_TEXT_TOKENIZER_UNICODE_CHARACTERS_H_
