#include "http/transport/session.h"

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>
#include <cmath>
#include <exception>
#include <optional>

#include "http/transport/cors.h"
#include "http/transport/on_worker.h"
#include "http/transport/outgoing.h"
#include "http/transport/trace.h"
#include "http/transport/turn.h"

namespace redquill::http {
namespace {

namespace net = boost::asio;
namespace beast = boost::beast;

constexpr auto kTuple = net::as_tuple(net::use_awaitable);
constexpr size_t kReadAhead = 64 << 10;
constexpr size_t kReadHere = 64 << 10;  ///< Longer bodies are read on a worker: some 0.5 ms.

constexpr std::string_view kPreflight = "preflight";

std::string HexId(uint64_t number) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string id(16, '0');
  for (size_t i = 0; i < id.size(); ++i) id[i] = kDigits[(number >> (60 - 4 * i)) & 15];
  return id;
}

}  // namespace

/// One request and its answer.
struct Session::Exchange {
  std::optional<beast::http::request_parser<beast::http::string_body>> parser;
  Clock::time_point start;
  Head head;
  std::string id;
  std::optional<Trace> trace;
  std::string client;      ///< The name of its API key.
  std::string_view route;  ///< As the table has it; empty where none was found.
  std::string origin;      ///< Whose pages may read the answer.
  Response response;
  std::string fault;        ///< For the log.
  bool answered = false;    ///< There is a response to send (else the client is gone).
  bool unread = false;      ///< The client may still be sending what nobody will read.
  bool keep_alive = false;  ///< The connection goes on after the answer.
};

/// What went out.
struct Session::Answered {
  int status = 0;
  size_t bytes = 0;
  double seconds = 0;
  bool sent = false;
};

Session::Session(Socket socket, Site& site)
    : socket_(std::move(socket)),
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

net::awaitable<void> Session::ServeOne(Exchange& exchange) {
  exchange.start = Clock::now();
  exchange.id = HexId(site_.ids.Next());
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
  if (!exchange.head.id.empty()) exchange.id = exchange.head.id;
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

net::awaitable<void> Session::Respond(const RouteTable::Match& match, Exchange& exchange) {
  const Route& route = *match.route;
  Request request{exchange.head.method == "HEAD" ? "GET" : exchange.head.method,
                  exchange.head.path,
                  match.parameters,
                  std::move(exchange.head.headers),
                  std::move(exchange.parser->get().body()),
                  exchange.id,
                  0,
                  exchange.client};
  exchange.answered = true;
  switch (route.runs) {
    case Runs::kHere:
      exchange.response = Answer(route, request, &exchange.fault);
      break;
    case Runs::kOnWorker:
      co_await RespondOnWorker(route, request, exchange);
      break;
    case Runs::kInTurn:
      co_await RespondInTurn(route, request, exchange);
      break;
  }
  if (!exchange.fault.empty()) {
    site_.log.Write(LogLevel::kError, "request failed",
                    {{"id", exchange.id}, {"why", exchange.fault}});
  }
}

void Session::RefuseForNow(Exchange& exchange, const Error& error, sched::Duration retry_after) {
  const auto seconds = sched::RetryAfterSeconds(retry_after);
  Refuse(exchange, {error, 0, {{"Retry-After", std::to_string(seconds)}}});
}

net::awaitable<void> Session::RespondOnWorker(const Route& route, Request& request,
                                              Exchange& exchange) {
  const auto submitted = Clock::now();
  std::function<Response()> work = [&] {
    request.queued_ms = std::chrono::duration<double, std::milli>(Clock::now() - submitted).count();
    return Answer(route, request, &exchange.fault);
  };
  auto done = co_await OnWorker<Response>(site_.pool, std::move(work));
  if (done) {
    exchange.response = std::move(*done);
  } else {
    RefuseForNow(exchange, done.error(), site_.pool.Wait());
  }
}

net::awaitable<std::optional<Errand>> Session::ReadErrand(const Route& route, Request& request,
                                                          Exchange& exchange) {
  std::optional<Errand> errand;
  std::function<Response()> plan = [&] {
    return Presented(
        [&]() -> Result<Response> {
          auto planned = route.plan(request);
          if (!planned) return Failure(planned.error());
          errand = std::move(*planned);
          return Response{};
        },
        request, &exchange.fault);
  };
  if (request.body.size() <= kReadHere) {
    exchange.response = plan();
  } else {
    auto read = co_await OnWorker<Response>(site_.pool, std::move(plan));
    if (read) {
      exchange.response = std::move(*read);
    } else {
      RefuseForNow(exchange, read.error(), site_.pool.Wait());
    }
  }
  co_return errand;
}

net::awaitable<void> Session::RespondInTurn(const Route& route, Request& request,
                                            Exchange& exchange) {
  auto errand = co_await ReadErrand(route, request, exchange);
  if (!errand) co_return;  // The response says why.
  if (errand->known) {
    const Scored known = std::move(*errand->known);
    co_return co_await Give(known, 0, *errand, request, exchange);
  }
  const auto thrown = std::make_shared<std::string>();
  errand->score = [score = std::move(errand->score), thrown]() -> Scored {
    try {
      return score();
    } catch (const std::exception& exception) {
      *thrown = exception.what();
      return Fail(Code::kInternal, "The server failed on this request; its log says why.");
    }
  };
  const Turn turn = co_await AwaitTurn(site_.flights, *errand, socket_, buffer_);
  switch (turn.end) {
    case Turn::End::kScored:
      co_await Give(*turn.scored, turn.queued_ms, *errand, request, exchange);
      if (!thrown->empty()) exchange.fault = *thrown;
      break;
    case Turn::End::kRefused:
      RefuseForNow(exchange, turn.refused.error, turn.refused.retry_after);
      break;
    case Turn::End::kTooLate:
      Refuse(exchange,
             {{Code::kTimeout,
               "The time that X-Request-Timeout-Ms allows is over. Allow more, or try again later.",
               {}},
              0,
              {}});
      break;
    case Turn::End::kLeft:
      exchange.answered = false;
      exchange.keep_alive = false;
      site_.log.Write(LogLevel::kInfo, "client left", {{"id", exchange.id}});
      break;
  }
}

net::awaitable<void> Session::Give(const Scored& scored, double queued_ms, const Errand& errand,
                                   const Request& request, Exchange& exchange) {
  std::function<Response()> give = [&] {
    return Presented(
        [&]() -> Result<Response> {
          if (!scored || !errand.record) {
            if (scored) site_.telemetry.Scored(*scored, queued_ms);
            return errand.present(scored, queued_ms);
          }
          // Others that wanted the same share `scored`; the record is this request's own.
          Scored own = scored;
          errand.record(*own);
          site_.telemetry.Scored(*own, queued_ms);
          return errand.present(own, queued_ms);
        },
        request, &exchange.fault);
  };
  if (!scored || !errand.record) {
    exchange.response = give();
    co_return;
  }
  auto given = co_await OnWorker<Response>(site_.pool, std::move(give));
  if (given) {
    exchange.response = std::move(*given);
  } else {
    RefuseForNow(exchange, given.error(), site_.pool.Wait());
  }
}

net::awaitable<void> Session::Send(Exchange& exchange) {
  if (site_.draining) exchange.keep_alive = false;
  auto& response = exchange.response;
  Answered answered{.status = response.status, .bytes = response.body.size()};
  if (response.refusal) site_.telemetry.Refused(*response.refusal);
  if (exchange.route != kPreflight) AllowOrigin(exchange.origin, response);
  if (site_.secure) {
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
