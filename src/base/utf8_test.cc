#include "base/utf8.h"

#include <gtest/gtest.h>

#include <string>

namespace redquill {
namespace {

std::string Encode(uint32_t c, int length) {
  std::string out(static_cast<size_t>(length), '\0');
  for (int i = length - 1; i > 0; --i, c >>= 6) out[i] = static_cast<char>(0x80 | (c & 0x3F));
  const int lead[] = {0, 0, 0xC0, 0xE0, 0xF0};
  out[0] = static_cast<char>(lead[length] | static_cast<int>(c));
  return out;
}

TEST(Utf8, EveryCharacterInItsShortestFormAndNoOther) {
  for (uint32_t c = 0; c < 0x110000; ++c) {
    const int length = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    const bool surrogate = c >= 0xD800 && c <= 0xDFFF;
    ASSERT_EQ(FirstBadUtf8(Encode(c, length)).has_value(), surrogate) << std::hex << c;
    if (length > 1 && length < 4) {
      ASSERT_TRUE(FirstBadUtf8(Encode(c, length + 1))) << std::hex << c;  // Overlong.
    }
  }
  EXPECT_TRUE(FirstBadUtf8(Encode(0x110000, 4)));
}

TEST(Utf8, NamesTheFirstBadByte) {
  EXPECT_EQ(FirstBadUtf8("plain text of more than eight bytes"), std::nullopt);
  EXPECT_EQ(FirstBadUtf8(""), std::nullopt);
  EXPECT_EQ(FirstBadUtf8("caf\xE9 au lait"), 3u);
  EXPECT_EQ(FirstBadUtf8("0123456789\x80"), 10u);
  EXPECT_EQ(FirstBadUtf8("cut short \xE2\x80"), 10u);
}

}  // namespace
}  // namespace redquill
