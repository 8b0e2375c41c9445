#ifndef REDQUILL_TEXT_CHARACTERS_H_
#define REDQUILL_TEXT_CHARACTERS_H_

#include <string_view>

namespace redquill::text {

// ASCII only and without a locale, unlike <cctype>.
constexpr bool IsUpper(char c) { return c >= 'A' && c <= 'Z'; }
constexpr bool IsLower(char c) { return c >= 'a' && c <= 'z'; }
constexpr bool IsAlpha(char c) { return IsUpper(c) || IsLower(c); }
constexpr bool IsDigit(char c) { return c >= '0' && c <= '9'; }
constexpr bool IsBlank(char c) { return c == ' ' || c == '\t' || c == '\v' || c == '\f'; }
constexpr bool IsSpace(char c) { return IsBlank(c) || c == '\n' || c == '\r'; }
constexpr char Lower(char c) { return IsUpper(c) ? static_cast<char>(c - 'A' + 'a') : c; }

}  // namespace redquill::text

#endif  // REDQUILL_TEXT_CHARACTERS_H_
