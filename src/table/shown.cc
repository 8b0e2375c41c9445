#include "table/shown.h"

#include "base/quote.h"
#include "base/utf8.h"

namespace redquill::table {
namespace {

constexpr size_t kMostBytes = 100;

// C0, DEL, or C1 in UTF-8 (C2 80 to C2 9F): what moves a terminal's cursor or worse.
bool HasControls(std::string_view text) {
  for (size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (byte < 0x20 || byte == 0x7F) return true;
    if (byte == 0xC2 && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) < 0xA0) {
      return true;
    }
  }
  return false;
}

}  // namespace

std::string Shown(std::string_view name) {
  if (name.size() <= kMostBytes && !FirstBadUtf8(name) && !HasControls(name)) {
    return std::string(name);
  }
  return Quoted(name, kMostBytes);
}

}  // namespace redquill::table
