#ifndef REDQUILL_TEXT_UTF8_H_
#define REDQUILL_TEXT_UTF8_H_

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace redquill::text {

/// What one look over some bytes finds.
struct Utf8Scan {
  static constexpr size_t kNone = static_cast<size_t>(-1);

  size_t bad = kNone;      ///< Offset of the first byte that no UTF-8 text has there.
  size_t control = kNone;  ///< Offset of the first C0 control but tab, LF, VT, FF and CR.
  bool ascii = true;       ///< Nothing but ASCII (up to `bad`).
  bool carriage_return = false;
};

/// Checks that `bytes` are UTF-8 by the Unicode Standard's table 3-7 (no overlong forms, no
/// surrogates, nothing above U+10FFFF). Stops at the first bad byte.
Utf8Scan ScanUtf8(std::string_view bytes);

/// The length in bytes of the character that starts with `lead` in valid UTF-8.
constexpr size_t CharLength(unsigned char lead) {
  return lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
}

/// The character at `offset` of valid UTF-8.
char32_t CharAt(std::string_view utf8, size_t offset);

}  // namespace redquill::text

#endif  // REDQUILL_TEXT_UTF8_H_
