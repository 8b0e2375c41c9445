#ifndef REDQUILL_HTTP_MESSAGE_H_
#define REDQUILL_HTTP_MESSAGE_H_

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace redquill::http {

struct Header {
  std::string name, value;
};

/// The value of the first header of that name (any case), or "".
std::string_view Find(const std::vector<Header>& headers, std::string_view name);

/// A request as handlers see it: whole, within the limits, its framing already proven.
struct Request {
  std::string method;                             ///< In capitals; HEAD comes as GET.
  std::string path;                               ///< Percent-decoded, begins with "/".
  std::map<std::string, std::string> parameters;  ///< Of the path, by the route's names.
  std::vector<Header> headers;                    ///< As sent.
  std::string body;
  std::string id;  ///< X-Request-Id: a trusted proxy's if it is well formed, else a fresh one.
  double queued_ms = 0;  ///< How long it waited for a worker.
  std::string client;    ///< The name of the API key it came with; empty without one.
};

/// An answer. Content-Length, Date, X-Request-Id and the security headers are added on the way out.
struct Response {
  int status = 200;
  std::string content_type;
  std::vector<Header> headers;
  std::string body;
  std::optional<Code> refusal = {};  ///< Why it is one.
};

/// Whether two header names, media types or tokens are the same but for ASCII case.
bool SameToken(std::string_view a, std::string_view b);

/// The media type of a Content-Type value without its parameters and spaces, in lower case:
/// "Application/JSON; charset=utf-8" is "application/json".
std::string MediaType(std::string_view content_type);

}  // namespace redquill::http

#endif  // REDQUILL_HTTP_MESSAGE_H_
