#ifndef REDQUILL_HTTP_TRANSPORT_OUTGOING_H_
#define REDQUILL_HTTP_TRANSPORT_OUTGOING_H_

#include <boost/beast/http/message.hpp>
#include <boost/beast/http/string_body.hpp>
#include <ctime>
#include <string>
#include <string_view>

#include "http/message.h"

namespace redquill::http {

/// A response as it goes out: the handler's headers, then those that every answer has (Date,
/// X-Request-Id, no sniffing, no referrer, no frames, nothing from elsewhere, no caching unless the
/// handler said otherwise), and Content-Length. With `head_only` the body is left out, its length
/// is not.
boost::beast::http::response<boost::beast::http::string_body> Outgoing(Response response,
                                                                       std::string_view request_id,
                                                                       bool keep_alive,
                                                                       bool head_only);

/// "Sat, 31 Jan 2026 12:00:00 GMT" (RFC 9110, IMF-fixdate).
std::string HttpDate(std::time_t when);

}  // namespace redquill::http

#endif  // REDQUILL_HTTP_TRANSPORT_OUTGOING_H_
