#include "text/utf8.h"

#include <cstring>

namespace redquill::text {
namespace {

// The bytes of the well-formed character at `p`, 0 if there is none.
size_t WellFormed(const unsigned char* p, size_t left) {
  const auto continues = [&](size_t i, unsigned char low = 0x80, unsigned char high = 0xbf) {
    return i < left && p[i] >= low && p[i] <= high;
  };
  const unsigned char lead = p[0];
  if (lead >= 0xc2 && lead <= 0xdf) return continues(1) ? 2 : 0;
  if (lead >= 0xe0 && lead <= 0xef) {
    const unsigned char low = lead == 0xe0 ? 0xa0 : 0x80;
    const unsigned char high = lead == 0xed ? 0x9f : 0xbf;
    return continues(1, low, high) && continues(2) ? 3 : 0;
  }
  if (lead >= 0xf0 && lead <= 0xf4) {
    const unsigned char low = lead == 0xf0 ? 0x90 : 0x80;
    const unsigned char high = lead == 0xf4 ? 0x8f : 0xbf;
    return continues(1, low, high) && continues(2) && continues(3) ? 4 : 0;
  }
  return 0;
}

// Eight bytes that are all printable ASCII: no high bit, none below 0x20.
bool Plain(const unsigned char* p) {
  uint64_t word;
  std::memcpy(&word, p, sizeof word);
  constexpr uint64_t kOnes = 0x0101010101010101u;
  return ((word | (word - 0x20 * kOnes)) & (0x80 * kOnes)) == 0;
}

}  // namespace

Utf8Scan ScanUtf8(std::string_view bytes) {
  Utf8Scan scan;
  const auto* p = reinterpret_cast<const unsigned char*>(bytes.data());
  const size_t size = bytes.size();
  for (size_t i = 0; i < size;) {
    if (size - i >= 8 && Plain(p + i)) {
      i += 8;
      continue;
    }
    if (p[i] < 0x80) {
      if (p[i] == '\r') scan.carriage_return = true;
      const bool refused = p[i] < 0x20 && (p[i] < '\t' || p[i] > '\r');
      if (refused && scan.control == Utf8Scan::kNone) scan.control = i;
      ++i;
      continue;
    }
    scan.ascii = false;
    const size_t length = WellFormed(p + i, size - i);
    if (length == 0) {
      scan.bad = i;
      return scan;
    }
    i += length;
  }
  return scan;
}

char32_t CharAt(std::string_view utf8, size_t offset) {
  const auto byte = [&](size_t i) { return static_cast<unsigned char>(utf8[offset + i]); };
  switch (CharLength(byte(0))) {
    case 1:
      return byte(0);
    case 2:
      return (byte(0) & 0x1fu) << 6 | (byte(1) & 0x3fu);
    case 3:
      return (byte(0) & 0x0fu) << 12 | (byte(1) & 0x3fu) << 6 | (byte(2) & 0x3fu);
    default:
      return (byte(0) & 0x07u) << 18 | (byte(1) & 0x3fu) << 12 | (byte(2) & 0x3fu) << 6 |
             (byte(3) & 0x3fu);
  }
}

}  // namespace redquill::text
