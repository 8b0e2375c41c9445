#ifndef REDQUILL_BASE_URL_H_
#define REDQUILL_BASE_URL_H_

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.h"

namespace redquill {

/// The parts of an http or https URL that a request line and a signature need.
struct Url {
  std::string scheme;      ///< "http" or "https".
  std::string host;        ///< Name or address, IPv6 without its brackets.
  std::string authority;   ///< As the Host header has it: with the port unless it is the usual one.
  std::string path = "/";  ///< Percent-encoded, starts with "/".
  std::string query;       ///< Percent-encoded, without "?".

  std::string Text() const;

  bool operator==(const Url&) const = default;
};

/// Reads an absolute URL. kInvalidArgument for anything else, for other schemes and for one with a
/// user or password in it (the message then leaves the URL out).
Result<Url> ParseUrl(std::string_view text);

/// Percent-encodes by RFC 3986: letters, digits and -._~ stay, and "/" if it is to.
enum class Slash { kEncode, kKeep };
std::string PercentEncode(std::string_view bytes, Slash slash = Slash::kEncode);

/// The reverse; nothing but "%XX" is changed ("+" stays). kInvalidArgument for a broken escape.
Result<std::string> PercentDecode(std::string_view text);

/// Names and values, encoded and sorted by name, then value: the one form that AWS signs.
std::string EncodedQuery(std::vector<std::pair<std::string, std::string>> fields);

}  // namespace redquill

#endif  // REDQUILL_BASE_URL_H_
