#include "text/normalize.h"

#include <gtest/gtest.h>

#include "text/utf8.h"

namespace redquill::text {
namespace {

std::string Utf8(std::string_view original) {
  auto text = Normalize(original);
  return text ? text->utf8() : "error: " + text.error().message;
}

// For each character of the normalised text, where it came from.
std::vector<size_t> Origins(std::string_view original) {
  auto text = Normalize(original);
  std::vector<size_t> origins;
  for (size_t i = 0; i < text->utf8().size();
       i += CharLength(static_cast<unsigned char>(text->utf8()[i]))) {
    origins.push_back(text->OriginalOffset(i));
  }
  return origins;
}

TEST(Normalize, KeepsPlainText) {
  EXPECT_EQ(Utf8("Plain text.\n\nTwo\tparagraphs."), "Plain text.\n\nTwo\tparagraphs.");
  EXPECT_EQ(Utf8(""), "");
}

TEST(Normalize, UnifiesLineEnds) {
  EXPECT_EQ(Utf8("a\r\nb\rc\n\r\nd\r\r\ne\r"), "a\nb\nc\n\nd\n\ne\n");
}

TEST(Normalize, DropsTheByteOrderMark) {
  EXPECT_EQ(Utf8("\xef\xbb\xbfHi"), "Hi");
  EXPECT_EQ(Utf8("\xef\xbb\xbf\xef\xbb\xbfHi"), "Hi");
  EXPECT_EQ(Utf8("Hi\xef\xbb\xbf"), "Hi\xef\xbb\xbf");
  EXPECT_EQ(Utf8("\xef\xbb\xbf"), "");
}

TEST(Normalize, ComposesToNfc) {
  EXPECT_EQ(Utf8("cafe\u0301"), "caf\u00e9");
  EXPECT_EQ(Utf8("\u212b"), "\u00c5");                // Angstrom sign.
  EXPECT_EQ(Utf8("\u1112\u1161\u11ab"), "\ud55c");    // Hangul jamo.
  EXPECT_EQ(Utf8("q\u0307\u0323"), "q\u0323\u0307");  // Marks put in order.
  EXPECT_EQ(Utf8("\uff21 \ufb01"), "\uff21 \ufb01");  // NFC, not NFKC.
}

TEST(Normalize, KeepsWhatRealEssaysHave) {
  const std::string c1 = "don\u0092t \u0093quote\u0094 \u0085";
  EXPECT_EQ(Utf8(c1), c1);
  EXPECT_EQ(Utf8("a\u00a0b \u00e2\u20ac\u2122 \ufffd \u200b"),
            "a\u00a0b \u00e2\u20ac\u2122 \ufffd \u200b");
  EXPECT_EQ(Utf8("tab\t vt\v ff\f del\x7f"), "tab\t vt\v ff\f del\x7f");
}

TEST(Normalize, KnowsTheWayBack) {
  EXPECT_EQ(Origins("abc"), (std::vector<size_t>{0, 1, 2}));
  EXPECT_EQ(Origins("a\r\nb\rc"), (std::vector<size_t>{0, 1, 3, 4, 5}));
  EXPECT_EQ(Origins("\xef\xbb\xbfhi"), (std::vector<size_t>{3, 4}));
  EXPECT_EQ(Origins("e\u0301x\u00e9y"), (std::vector<size_t>{0, 3, 4, 6}));
  // All at once: mark (3 bytes), a, CRLF, e + acute (1 + 2), CRLF, b, U+00E9, c.
  EXPECT_EQ(Origins("\xef\xbb\xbf"
                    "a\r\ne\u0301\r\nb\u00e9"
                    "c"),
            (std::vector<size_t>{3, 4, 6, 9, 11, 12, 14}));
  // A stretch that changes as a whole stands for its start.
  EXPECT_EQ(Origins("xq\u0307\u0323y"), (std::vector<size_t>{0, 1, 2, 2, 6}));
}

TEST(Normalize, OffsetsInsideCharactersAndBeyondTheEnd) {
  auto text = Normalize("\r\n\u00e9z");
  ASSERT_EQ(text->utf8(), "\n\u00e9z");
  EXPECT_EQ(text->OriginalOffset(1), 2u);
  EXPECT_EQ(text->OriginalOffset(2), 2u);  // The second byte of U+00E9.
  EXPECT_EQ(text->OriginalOffset(3), 4u);
  EXPECT_EQ(text->OriginalOffset(4), 5u);
  EXPECT_EQ(text->OriginalOffset(400), 5u);
}

TEST(Normalize, RefusesWhatIsNotUtf8AndSaysWhere) {
  const struct {
    std::string bytes;
    size_t offset;
  } cases[] = {{"abc\xff", 3},          {"\x80", 0},
               {"ab\xc3", 2},           {"a\xc0\xaf", 1},
               {"\xe0\x80\xaf", 0},     {"\xed\xa0\x80", 0},
               {"\xf4\x90\x80\x80", 0}, {"12345678\xe2\x82", 8},
               {"caf\xe9 noir", 3},     {"\xf0\x8f\xbf\xbf", 0}};
  for (const auto& c : cases) {
    auto text = Normalize(c.bytes);
    ASSERT_FALSE(text.has_value()) << c.offset;
    EXPECT_EQ(text.error().code, Code::kBadEncoding);
    EXPECT_EQ(text.error().field, "essay");
    EXPECT_NE(text.error().message.find("offset " + std::to_string(c.offset) + "."),
              std::string::npos)
        << text.error().message;
  }
}

TEST(Normalize, RefusesControlCharactersAndNul) {
  auto nul = Normalize(std::string_view("some tex\0t", 10));
  ASSERT_FALSE(nul.has_value());
  EXPECT_EQ(nul.error().code, Code::kBadEncoding);
  EXPECT_NE(nul.error().message.find("U+0000 at byte offset 8"), std::string::npos);
  for (char c = 1; c < 32; ++c) {
    const bool allowed = c >= '\t' && c <= '\r';
    EXPECT_EQ(Normalize(std::string("some text here") + c).has_value(), allowed) << int{c};
  }
}

TEST(Normalize, RefusesMoreThanTheLimit) {
  EXPECT_TRUE(Normalize(std::string(kMaxEssayBytes, 'a')).has_value());
  auto text = Normalize(std::string(kMaxEssayBytes + 1, 'a'));
  ASSERT_FALSE(text.has_value());
  EXPECT_EQ(text.error().code, Code::kTooLarge);
}

}  // namespace
}  // namespace redquill::text
