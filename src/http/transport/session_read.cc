#include <boost/asio/write.hpp>
#include <boost/beast/http/read.hpp>

#include "http/transport/cors.h"
#include "http/transport/exchange.h"

namespace redquill::http {
namespace net = boost::asio;
namespace beast = boost::beast;

net::awaitable<void> Session::ServeOne(Exchange& exchange) {
  exchange.start = Clock::now();
  exchange.id = HexId(site_.ids.Next());
  exchange.caller = WhoCalls({}, peer_, site_.secure, site_.trusted_proxies);
  if (!co_await ReadHeader(exchange)) co_return;
  const auto& head = exchange.head;
  if (!exchange.origin.empty() && IsPreflight(head.method, head.headers)) {
    co_return AnswerPreflight(exchange);
  }
  auto match = site_.routes.Find(head.method, head.path);
  if (match.route == nullptr) {
    Refuse(exchange, match.refusal);
    co_return;
  }
  exchange.route = match.route->path;
  auto caller = site_.gate.Admit(head.headers, match.route->needs, Clock::now());
  if (!caller) {
    Refuse(exchange, caller.error());
    co_return;
  }
  exchange.client = std::move(*caller);
  auto taken = CheckMediaType(*match.route, exchange.head.headers);
  if (!taken) {
    Refuse(exchange, {taken.error(), 415, {}});
    co_return;
  }
  if (!exchange.parser->is_done() && !co_await ReadBody(exchange)) co_return;
  co_await Respond(match, exchange);
}

void Session::AnswerPreflight(Exchange& exchange) {
  exchange.response = PreflightAnswer(exchange.origin);
  exchange.answered = true;
  exchange.route = kPreflight;
  if (exchange.unread) exchange.keep_alive = false;
}

net::awaitable<bool> Session::ReadHeader(Exchange& exchange) {
  auto& parser = exchange.parser.emplace();
  // The parser counts the start line as header; what is over is refused before it is stored.
  parser.header_limit(static_cast<uint32_t>(site_.limits.header_bytes));
  parser.body_limit(site_.limits.body_bytes);
  Within(site_.limits.header);
  auto [error, size] = co_await beast::http::async_read_header(socket_, buffer_, parser, kTuple);
  WithoutDeadline();
  if (error) {
    StopReading(exchange, error);
    co_return false;
  }
  auto head = ReadHead(parser.get(), site_.limits);
  exchange.unread = !parser.is_done();
  if (!head) {
    exchange.unread = true;
    Refuse(exchange, head.error());
    co_return false;
  }
  exchange.head = std::move(*head);
  exchange.keep_alive = exchange.head.keep_alive;
  exchange.caller = WhoCalls(exchange.head.headers, peer_, site_.secure, site_.trusted_proxies);
  if (exchange.caller.believed && !exchange.head.id.empty()) exchange.id = exchange.head.id;
  exchange.origin = AllowedOrigin(site_.cors_origins, exchange.head.headers);
  exchange.trace = ParseTraceparent(Find(exchange.head.headers, "traceparent"));
  co_return true;
}

net::awaitable<bool> Session::ReadBody(Exchange& exchange) {
  boost::system::error_code error;
  Within(site_.limits.body);
  if (exchange.head.expects_continue && buffer_.size() == 0) {
    static constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
    auto [write_error, size] =
        co_await net::async_write(socket_, net::buffer(kContinue.data(), kContinue.size()), kTuple);
    error = write_error;
  }
  if (!error) {
    auto [read_error, size] =
        co_await beast::http::async_read(socket_, buffer_, *exchange.parser, kTuple);
    error = read_error;
  }
  WithoutDeadline();
  if (error) StopReading(exchange, error);
  exchange.unread = static_cast<bool>(error);
  co_return !error;
}

void Session::StopReading(Exchange& exchange, const boost::system::error_code& error) {
  exchange.unread = true;
  if (timed_out_) {
    Refuse(exchange,
           {{Code::kTimeout, "The request came too slowly. Send it faster or in parts.", {}},
            408,
            {}});
  } else if (IsParserError(error)) {
    Refuse(exchange, ParserRefusal(error, site_.limits));
  } else {
    exchange.keep_alive = false;  // The client is gone: nobody reads an answer.
  }
}

void Session::Refuse(Exchange& exchange, const Refusal& refusal) {
  exchange.response = ProblemResponse(refusal, exchange.id);
  exchange.answered = true;
  // Where the next request begins is known only once this one was read to its end.
  if (exchange.unread) exchange.keep_alive = false;
}

}  // namespace redquill::http
