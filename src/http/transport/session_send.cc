#include <boost/beast/http/write.hpp>

#include "http/transport/cors.h"
#include "http/transport/exchange.h"
#include "http/transport/outgoing.h"

namespace redquill::http {
namespace net = boost::asio;
namespace beast = boost::beast;

/// What went out.
struct Session::Answered {
  int status = 0;
  size_t bytes = 0;
  double seconds = 0;
  bool sent = false;
};

net::awaitable<void> Session::Send(Exchange& exchange) {
  if (site_.draining) exchange.keep_alive = false;
  auto& response = exchange.response;
  Answered answered{.status = response.status, .bytes = response.body.size()};
  if (response.refusal) site_.telemetry.Refused(*response.refusal);
  if (exchange.caller.forwarded) site_.telemetry.Forwarded(exchange.caller.believed);
  if (exchange.route != kPreflight) AllowOrigin(exchange.origin, response);
  if (exchange.caller.secure) {
    response.headers.push_back({"Strict-Transport-Security", "max-age=31536000"});
  }
  if (exchange.trace) {
    response.headers.push_back(
        {"traceparent", Traceparent(*exchange.trace, HexId(site_.ids.Next()))});
  }
  auto out = Outgoing(std::move(response), exchange.id, exchange.keep_alive,
                      exchange.head.method == "HEAD");
  Within(site_.limits.write);
  auto [error, size] = co_await beast::http::async_write(socket_, out, kTuple);
  WithoutDeadline();
  if (error) {
    exchange.keep_alive = false;
    exchange.unread = false;
  }
  answered.sent = !error;
  answered.seconds = std::chrono::duration<double>(Clock::now() - exchange.start).count();
  site_.telemetry.Answered(exchange.route, answered.status, answered.seconds);
  if (site_.access_log) WriteAccessLog(exchange, answered);
}

void Session::WriteAccessLog(const Exchange& exchange, const Answered& answered) {
  const auto or_dash = [](const std::string& text) {
    return text.empty() ? std::string_view("-") : std::string_view(text);
  };
  site_.log.Write(LogLevel::kInfo, "request",
                  {{"method", or_dash(exchange.head.method)},
                   {"path", or_dash(exchange.head.path)},
                   {"status", int64_t{answered.status}},
                   {"ms", 1000 * answered.seconds},
                   {"bytes", static_cast<int64_t>(answered.bytes)},
                   {"id", exchange.id},
                   {"from", exchange.caller.address},
                   {"client", or_dash(exchange.client)},
                   {"trace", exchange.trace ? std::string_view(exchange.trace->id) : "-"},
                   {"sent", answered.sent}});
}

net::awaitable<void> Session::Linger() {
  boost::system::error_code error;
  socket_.shutdown(Socket::shutdown_send, error);
  Within(site_.limits.linger);
  while (!error) {
    buffer_.clear();
    auto [read_error, size] = co_await socket_.async_read_some(buffer_.prepare(kReadAhead), kTuple);
    error = read_error;
  }
  WithoutDeadline();
}

}  // namespace redquill::http
