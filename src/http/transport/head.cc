#include "http/transport/head.h"

#include <algorithm>
#include <boost/beast/core/error.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/rfc7230.hpp>

#include "http/transport/target.h"

namespace redquill::http {
namespace {

namespace beast = boost::beast;
using Fields = beast::http::request_header<>;
using beast::http::field;

std::string_view View(boost::string_view text) { return {text.data(), text.size()}; }

tl::unexpected<Refusal> Refuse(int status, Code code, std::string message, std::string name = {}) {
  return tl::unexpected<Refusal>(Refusal{{code, std::move(message), std::move(name)}, status, {}});
}

/// The request's id as it was given, if it can stand in a log and a header.
std::string ClientId(const Fields& fields) {
  const auto id = View(fields["X-Request-Id"]);
  const bool well_formed =
      !id.empty() && id.size() <= 64 && std::all_of(id.begin(), id.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '.' || c == '_' || c == '-';
      });
  return well_formed ? std::string(id) : std::string();
}

bool KeepAlive(const Fields& fields) {
  bool keep = fields.version() == 11;
  const auto [begin, end] = fields.equal_range(field::connection);
  for (auto header = begin; header != end; ++header) {
    for (const auto& token : beast::http::token_list(header->value())) {
      if (SameToken(View(token), "close")) return false;
      if (SameToken(View(token), "keep-alive")) keep = true;
    }
  }
  return keep;
}

tl::expected<void, Refusal> CheckFraming(const Fields& fields) {
  const auto hosts = fields.count(field::host);
  if (hosts > 1 || (hosts == 0 && fields.version() == 11)) {
    return Refuse(400, Code::kInvalidArgument, "A request needs exactly one Host header.", "Host");
  }
  const auto length = View(fields[field::content_length]);
  if (fields.count(field::content_length) > 1 || length.find(',') != std::string_view::npos) {
    return Refuse(400, Code::kInvalidArgument, "A request has one Content-Length at most.",
                  "Content-Length");
  }
  const auto encodings = fields.count(field::transfer_encoding);
  if (encodings == 0) return {};
  if (fields.version() != 11 || encodings > 1 || fields.count(field::content_length) > 0 ||
      !SameToken(View(fields[field::transfer_encoding]), "chunked")) {
    return Refuse(400, Code::kInvalidArgument,
                  "The only Transfer-Encoding understood is \"chunked\", in HTTP/1.1, once, and "
                  "without Content-Length.",
                  "Transfer-Encoding");
  }
  return {};
}

}  // namespace

tl::expected<Head, Refusal> ReadHead(const Fields& fields, const Limits& limits) {
  if (fields.version() != 10 && fields.version() != 11) {
    return Refuse(505, Code::kUnsupported, "Use HTTP/1.1.");
  }
  if (static_cast<size_t>(std::distance(fields.begin(), fields.end())) > limits.header_fields) {
    return Refuse(431, Code::kTooLarge,
                  "The request has more than " + std::to_string(limits.header_fields) +
                      " headers. Send fewer.");
  }
  if (auto framing = CheckFraming(fields); !framing) {
    return tl::unexpected<Refusal>(framing.error());
  }
  if (fields.method() == beast::http::verb::unknown) {
    return Refuse(501, Code::kUnsupported, "The server does not know this method.");
  }
  Head head;
  head.method = View(fields.method_string());
  auto path = PathOfTarget(View(fields.target()));
  if (!path) return tl::unexpected<Refusal>(Refusal{path.error(), 400, {}});
  head.path = std::move(*path);
  const auto expect = View(fields[field::expect]);
  if (!expect.empty() && !SameToken(expect, "100-continue")) {
    return Refuse(417, Code::kUnsupported, "The only expectation understood is 100-continue.",
                  "Expect");
  }
  head.expects_continue = !expect.empty() && fields.version() == 11;
  head.keep_alive = KeepAlive(fields);
  head.id = ClientId(fields);
  for (const auto& header : fields) {
    head.headers.push_back(
        {std::string(View(header.name_string())), std::string(View(header.value()))});
  }
  return head;
}

bool IsParserError(const boost::system::error_code& error) {
  namespace http = beast::http;
  const boost::system::error_code gone[] = {http::error::end_of_stream,
                                            http::error::partial_message};
  return error.category() == gone[0].category() &&
         std::find(std::begin(gone), std::end(gone), error) == std::end(gone);
}

Refusal ParserRefusal(const boost::system::error_code& error, const Limits& limits) {
  namespace http = beast::http;
  if (error == http::error::header_limit || error == http::error::buffer_overflow) {
    return {{Code::kTooLarge,
             "The request line and headers are longer than " + std::to_string(limits.header_bytes) +
                 " bytes.",
             {}},
            431,
            {}};
  }
  if (error == http::error::body_limit) {
    return {{Code::kTooLarge,
             "The body is longer than " + std::to_string(limits.body_bytes) +
                 " bytes; an essay has at most a million. Send a shorter one.",
             {}},
            413,
            {}};
  }
  if (error == http::error::bad_version) {
    return {{Code::kUnsupported, "Use HTTP/1.1.", {}}, 505, {}};
  }
  return {{Code::kInvalidArgument, "This is not an HTTP request: " + error.message() + ".", {}},
          400,
          {}};
}

}  // namespace redquill::http
