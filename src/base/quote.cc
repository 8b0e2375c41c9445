#include "base/quote.h"

#include <cstdint>

namespace redquill {

std::string Quoted(std::string_view bytes, size_t max) {
  static constexpr char kHex[] = "0123456789abcdef";
  std::string quoted = "'";
  for (const char c : bytes.substr(0, max)) {
    if (c >= 0x20 && c < 0x7f && c != '\'' && c != '\\') {
      quoted += c;
    } else {
      const auto byte = static_cast<uint8_t>(c);
      quoted += {'\\', 'x', kHex[byte >> 4], kHex[byte & 15]};
    }
  }
  if (bytes.size() > max) quoted += "…";
  return quoted + "'";
}

}  // namespace redquill
