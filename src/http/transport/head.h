#ifndef REDQUILL_HTTP_TRANSPORT_HEAD_H_
#define REDQUILL_HTTP_TRANSPORT_HEAD_H_

#include <boost/beast/http/fields.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/system/error_code.hpp>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "http/message.h"
#include "http/problem.h"
#include "http/transport/limits.h"

namespace redquill::http {

/// What stands before a request's body, proven to be framed in one way only, so that no proxy in
/// front can read another boundary between two requests out of the same bytes.
struct Head {
  std::string method, path;
  std::vector<Header> headers;
  std::string id;  ///< The X-Request-Id if it is 1 to 64 of [A-Za-z0-9._-], else "".
  bool keep_alive = false;
  bool expects_continue = false;
};

/// Checks the start line and headers. Refused with 400: a target that is no path, no Host or
/// several in HTTP/1.1, any Transfer-Encoding but one "chunked" in HTTP/1.1, over
/// limits.header_fields (431). Others: 417 (Expect), 501 (method), 505 (version).
tl::expected<Head, Refusal> ReadHead(const boost::beast::http::request_header<>& header,
                                     const Limits& limits);

/// What to answer where the parser or a limit stopped a request: 400, 413, 431 or 505.
Refusal ParserRefusal(const boost::system::error_code& error, const Limits& limits);

/// Whether it was the request that was wrong, rather than the connection that ended.
bool IsParserError(const boost::system::error_code& error);

}  // namespace redquill::http

#endif  // REDQUILL_HTTP_TRANSPORT_HEAD_H_
