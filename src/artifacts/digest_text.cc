#include "artifacts/digest_text.h"

namespace redquill::artifacts {

std::optional<std::string> DigestIn(std::string_view text) {
  constexpr size_t kDigits = 64;
  if (text.size() < kDigits) return std::nullopt;
  if (text.size() > kDigits && text[kDigits] != ' ' && text[kDigits] != '\n' &&
      text[kDigits] != '\r') {
    return std::nullopt;
  }
  std::string digest;
  for (char c : text.substr(0, kDigits)) {
    if (c >= 'A' && c <= 'F') c = static_cast<char>(c - 'A' + 'a');
    if (!(c >= '0' && c <= '9') && !(c >= 'a' && c <= 'f')) return std::nullopt;
    digest += c;
  }
  return digest;
}

}  // namespace redquill::artifacts
