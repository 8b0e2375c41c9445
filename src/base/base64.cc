#include "base/base64.h"

#include <openssl/evp.h>

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

}  // namespace redquill
