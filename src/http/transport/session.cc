#include "http/transport/session.h"

#include <boost/asio/experimental/awaitable_operators.hpp>
#include <exception>

#include "http/transport/exchange.h"

namespace redquill::http {
namespace net = boost::asio;

std::string HexId(uint64_t number) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string id(16, '0');
  for (size_t i = 0; i < id.size(); ++i) id[i] = kDigits[(number >> (60 - 4 * i)) & 15];
  return id;
}

Session::Session(Socket socket, net::ip::address peer, Site& site)
    : socket_(std::move(socket)),
      peer_(std::move(peer)),
      site_(site),
      buffer_(site.limits.header_bytes + kReadAhead),
      watch_(socket_.get_executor()) {}

net::awaitable<void> Session::Run() { return UnderWatch(Serve()); }

net::awaitable<void> Session::TurnAway() { return UnderWatch(Excuse()); }

net::awaitable<void> Session::UnderWatch(net::awaitable<void> work) {
  using net::experimental::awaitable_operators::operator||;
  co_await (std::move(work) || Watch());
  boost::system::error_code ignored;
  socket_.shutdown(Socket::shutdown_both, ignored);
  socket_.close(ignored);
}

net::awaitable<void> Session::Serve() {
  try {
    while (co_await AwaitFirstByte()) {
      Exchange exchange;
      co_await ServeOne(exchange);
      if (exchange.answered) co_await SendThenLinger(exchange);
      if (!exchange.keep_alive) break;
    }
  } catch (const std::exception& exception) {
    site_.log.Write(LogLevel::kError, "connection given up", {{"why", exception.what()}});
  }
}

net::awaitable<void> Session::Excuse() {
  try {
    Exchange exchange;
    exchange.start = Clock::now();
    exchange.id = HexId(site_.ids.Next());
    exchange.caller = WhoCalls({}, peer_, site_.secure, site_.trusted_proxies);
    exchange.unread = true;
    Refuse(exchange, {{Code::kUnavailable,
                       "The server has as many connections as it takes. Try again later.",
                       {}},
                      0,
                      {}});
    co_await SendThenLinger(exchange);
  } catch (const std::exception& exception) {
    site_.log.Write(LogLevel::kError, "connection given up", {{"why", exception.what()}});
  }
}

net::awaitable<void> Session::SendThenLinger(Exchange& exchange) {
  co_await Send(exchange);
  if (!exchange.keep_alive && exchange.unread) co_await Linger();
}

net::awaitable<void> Session::Watch() {
  for (;;) {
    watch_.expires_at(deadline_);
    co_await watch_.async_wait(kTuple);
    if ((co_await net::this_coro::cancellation_state).cancelled() != net::cancellation_type::none) {
      co_return;
    }
    if (Clock::now() < deadline_) continue;
    WithoutDeadline();
    timed_out_ = true;
    boost::system::error_code ignored;
    socket_.cancel(ignored);
  }
}

void Session::Within(Limits::Duration time) {
  timed_out_ = false;
  deadline_ = Clock::now() + time;
  // A watch that sleeps shorter finds the later deadline when it wakes.
  if (deadline_ < watch_.expiry()) watch_.expires_at(deadline_);
}

void Session::WithoutDeadline() { deadline_ = Clock::time_point::max(); }

void Session::Drain() {
  boost::system::error_code ignored;
  if (idle_) socket_.cancel(ignored);
}

void Session::Cut() {
  boost::system::error_code ignored;
  socket_.close(ignored);
}

net::awaitable<bool> Session::AwaitFirstByte() {
  if (buffer_.size() > 0) co_return true;
  if (site_.draining) co_return false;
  Within(site_.limits.idle);
  idle_ = true;
  auto [error, size] = co_await socket_.async_read_some(buffer_.prepare(4096), kTuple);
  idle_ = false;
  buffer_.commit(size);
  co_return !error;
}

}  // namespace redquill::http
