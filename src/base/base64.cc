#include "base/base64.h"

#include <openssl/evp.h>

#include <algorithm>
#include <limits>

namespace redquill {

Result<std::string> Base64Decode(std::string_view text) {
  size_t padding = 0;
  while (padding < 2 && padding < text.size() && text[text.size() - 1 - padding] == '=') ++padding;
  // OpenSSL reads "=" anywhere as an A, and passes over spaces at both ends.
  const bool shaped =
      text.size() % 4 == 0 && text.size() <= std::numeric_limits<int>::max() &&
      text.substr(0, text.size() - padding).find_first_of("= \t\r\n") == std::string_view::npos;
  std::string bytes(text.size() / 4 * 3, '\0');
  const int size = shaped ? EVP_DecodeBlock(reinterpret_cast<unsigned char*>(bytes.data()),
                                            reinterpret_cast<const unsigned char*>(text.data()),
                                            static_cast<int>(text.size()))
                          : -1;
  if (size < 0) return Fail(Code::kInvalidArgument, "that is not base64");
  bytes.resize(static_cast<size_t>(size) - padding);
  return bytes;
}

std::string Base64Encode(std::string_view bytes) {
  std::string text((bytes.size() + 2) / 3 * 4, '\0');
  const auto* from = reinterpret_cast<const unsigned char*>(bytes.data());
  // In blocks, as OpenSSL counts in int; it writes a NUL behind each.
  constexpr size_t kBlock = 3 << 20;
  size_t to = 0;
  for (size_t at = 0; at < bytes.size(); at += kBlock) {
    const size_t size = std::min(kBlock, bytes.size() - at);
    to += static_cast<size_t>(EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data() + to),
                                              from + at, static_cast<int>(size)));
  }
  return text;
}

}  // namespace redquill
