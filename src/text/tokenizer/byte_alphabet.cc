#include "text/tokenizer/byte_alphabet.h"

#include <array>
#include <string>

#include "text/tokenizer/unicode/characters.h"

namespace redquill::text {
namespace {

std::array<std::string, 256> Build() {
  std::array<std::string, 256> chars;
  char32_t next = 0x100;
  for (unsigned b = 0; b < 256; ++b) {
    const bool visible = (b >= '!' && b <= '~') || (b >= 0xa1 && b <= 0xac) || b >= 0xae;
    AppendUtf8(visible ? char32_t{b} : next++, &chars[b]);
  }
  return chars;
}

}  // namespace

std::string_view ByteChar(unsigned char byte) {
  static const std::array<std::string, 256> chars = Build();
  return chars[byte];
}

}  // namespace redquill::text
