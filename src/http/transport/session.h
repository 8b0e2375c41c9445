#ifndef REDQUILL_HTTP_TRANSPORT_SESSION_H_
#define REDQUILL_HTTP_TRANSPORT_SESSION_H_

#include <boost/asio/awaitable.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "base/log.h"
#include "base/random.h"
#include "http/access/address_ranges.h"
#include "http/access/gate.h"
#include "http/route_table.h"
#include "http/telemetry.h"
#include "http/transport/head.h"
#include "http/transport/limits.h"
#include "sched/worker_pool.h"

namespace redquill::http {

/// What all sessions of a server share; it outlives them. Used on the thread of the event loop.
struct Site {
  const RouteTable& routes;
  sched::WorkerPool& pool;
  ScoreFlights& flights;
  const Log& log;
  Gate& gate;
  Telemetry& telemetry;
  Limits limits;
  bool access_log = true;
  bool secure = false;  ///< Connections come by TLS.
  std::vector<std::string> cors_origins;
  AddressRanges trusted_proxies;
  Random ids;             ///< Where request ids come from.
  bool draining = false;  ///< The server is stopping: every answer is the last of its connection.
};

/// One connection, from its first byte to its last: requests are read and answered one after the
/// other, also where a client sends several ahead. Everything runs on the event loop's one thread;
/// only handlers run on workers. The session lives until Run has ended.
class Session {
 public:
  using Socket = boost::asio::generic::stream_protocol::socket;

  /// `peer` is whom the connection comes from.
  Session(Socket socket, boost::asio::ip::address peer, Site& site);

  /// Serves until the client leaves, breaks a rule or limit, or the server drains. Does not throw.
  boost::asio::awaitable<void> Run();

  /// Answers 503 whatever is asked and closes: the server has too many connections.
  boost::asio::awaitable<void> TurnAway();

  /// Closes the connection if no request is in work, else after the answer. Needs site.draining.
  void Drain();
  /// Cuts the connection, whatever is in work.
  void Cut();

 private:
  struct Exchange;
  struct Answered;
  using Clock = std::chrono::steady_clock;

  boost::asio::awaitable<void> UnderWatch(boost::asio::awaitable<void> work);
  boost::asio::awaitable<void> Serve();
  boost::asio::awaitable<void> Excuse();
  boost::asio::awaitable<void> Watch();
  boost::asio::awaitable<bool> AwaitFirstByte();
  boost::asio::awaitable<void> ServeOne(Exchange& exchange);
  boost::asio::awaitable<bool> ReadHeader(Exchange& exchange);
  boost::asio::awaitable<bool> ReadBody(Exchange& exchange);
  void AnswerPreflight(Exchange& exchange);
  void WriteAccessLog(const Exchange& exchange, const Answered& answered);
  boost::asio::awaitable<void> Respond(const RouteTable::Match& match, Exchange& exchange);
  boost::asio::awaitable<void> RespondOnWorker(const Route& route, Request& request,
                                               Exchange& exchange);
  boost::asio::awaitable<void> RespondInTurn(const Route& route, Request& request,
                                             Exchange& exchange);
  /// What a request for a score asks; nothing where the response says why not.
  boost::asio::awaitable<std::optional<Errand>> ReadErrand(const Route& route, Request& request,
                                                           Exchange& exchange);
  /// Records where that is wanted, then answers.
  boost::asio::awaitable<void> Give(const Scored& scored, double queued_ms, const Errand& errand,
                                    const Request& request, Exchange& exchange);
  boost::asio::awaitable<void> Send(Exchange& exchange);
  boost::asio::awaitable<void> Linger();
  boost::asio::awaitable<void> SendThenLinger(Exchange& exchange);
  void Refuse(Exchange& exchange, const Refusal& refusal);
  void RefuseForNow(Exchange& exchange, const Error& error, sched::Duration retry_after);
  void StopReading(Exchange& exchange, const boost::system::error_code& error);
  /// From now on the socket's operations end after that time, with timed_out_ set.
  void Within(Limits::Duration time);
  void WithoutDeadline();

  Socket socket_;
  const boost::asio::ip::address peer_;
  Site& site_;
  boost::beast::flat_buffer buffer_;
  boost::asio::steady_timer watch_;
  Clock::time_point deadline_ = Clock::time_point::max();
  bool timed_out_ = false;
  bool idle_ = false;
};

}  // namespace redquill::http

#endif  // REDQUILL_HTTP_TRANSPORT_SESSION_H_
