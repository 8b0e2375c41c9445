#include "base/url.h"

#include <curl/curl.h>

#include <algorithm>
#include <memory>

#include "base/quote.h"

namespace redquill {
namespace {

using Handle = std::unique_ptr<CURLU, decltype(&curl_url_cleanup)>;

/// The part, or an empty string where the URL has none.
std::string Part(CURLU* url, CURLUPart part, unsigned flags = 0) {
  char* text = nullptr;
  if (curl_url_get(url, part, &text, flags) != CURLUE_OK || text == nullptr) return {};
  std::string copy(text);
  curl_free(text);
  return copy;
}

bool Unreserved(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '.' || c == '_' || c == '~';
}

int HexValue(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

}  // namespace

std::string Url::Text() const {
  return scheme + "://" + authority + path + (query.empty() ? "" : "?" + query);
}

Result<Url> ParseUrl(std::string_view text) {
  const Handle handle(curl_url(), &curl_url_cleanup);
  const std::string copy(text);
  const bool read =
      copy.find('\0') == std::string::npos &&
      curl_url_set(handle.get(), CURLUPART_URL, copy.c_str(), CURLU_PATH_AS_IS) == CURLUE_OK;
  if (text.find('@') != std::string_view::npos &&
      (!read || !Part(handle.get(), CURLUPART_USER).empty())) {
    return Fail(Code::kInvalidArgument,
                "a URL may not carry a user or password; give them in their own settings");
  }
  Url url;
  if (read) url.scheme = Part(handle.get(), CURLUPART_SCHEME);
  if (url.scheme != "http" && url.scheme != "https") {
    return Fail(Code::kInvalidArgument,
                Quoted(text) + " is not a URL that starts with http:// or https://");
  }
  url.host = Part(handle.get(), CURLUPART_HOST);
  const std::string port = Part(handle.get(), CURLUPART_PORT, CURLU_NO_DEFAULT_PORT);
  url.authority = url.host + (port.empty() ? "" : ":" + port);
  if (url.host.size() > 2 && url.host.front() == '[')
    url.host = url.host.substr(1, url.host.size() - 2);
  url.path = Part(handle.get(), CURLUPART_PATH);
  url.query = Part(handle.get(), CURLUPART_QUERY);
  return url;
}

std::string PercentEncode(std::string_view bytes, Slash slash) {
  static constexpr char kHex[] = "0123456789ABCDEF";
  std::string text;
  text.reserve(bytes.size());
  for (const char c : bytes) {
    if (Unreserved(c) || (c == '/' && slash == Slash::kKeep)) {
      text += c;
    } else {
      const auto byte = static_cast<unsigned char>(c);
      text += {'%', kHex[byte >> 4], kHex[byte & 15]};
    }
  }
  return text;
}

Result<std::string> PercentDecode(std::string_view text) {
  std::string bytes;
  bytes.reserve(text.size());
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      bytes += text[i];
      continue;
    }
    const int high = i + 2 < text.size() ? HexValue(text[i + 1]) : -1;
    const int low = i + 2 < text.size() ? HexValue(text[i + 2]) : -1;
    if (high < 0 || low < 0) {
      return Fail(Code::kInvalidArgument, Quoted(text) + " has a broken percent escape");
    }
    bytes += static_cast<char>(high << 4 | low);
    i += 2;
  }
  return bytes;
}

std::string EncodedQuery(std::vector<std::pair<std::string, std::string>> fields) {
  for (auto& [name, value] : fields) {
    name = PercentEncode(name);
    value = PercentEncode(value);
  }
  std::sort(fields.begin(), fields.end());
  std::string query;
  for (const auto& [name, value] : fields) query += (query.empty() ? "" : "&") + name + "=" + value;
  return query;
}

}  // namespace redquill
