#include "http/server.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <random>
#include <set>

#include "base/thread_priority.h"
#include "http/transport/session.h"
#include "http/transport/tls.h"

namespace redquill::http {
namespace {

namespace net = boost::asio;
using net::ip::tcp;

constexpr size_t kExcuses = 128;
constexpr auto kTuple = net::as_tuple(net::use_awaitable);

uint64_t FreshSeed() {
  std::random_device device;
  return (uint64_t{device()} << 32) | device();
}

Result<void> Bind(tcp::acceptor& acceptor, const ServerOptions& options) {
  boost::system::error_code error;
  const auto address = net::ip::make_address(options.address, error);
  if (error) {
    return Fail(Code::kInvalidArgument,
                "\"" + options.address +
                    "\" is no IP address. Write one such as 127.0.0.1, "
                    "0.0.0.0 or ::1.",
                "server.address");
  }
  const tcp::endpoint endpoint(address, options.port);
  acceptor.open(endpoint.protocol(), error);
  if (!error) acceptor.set_option(tcp::acceptor::reuse_address(true), error);
  if (!error) acceptor.bind(endpoint, error);
  if (!error) acceptor.listen(net::socket_base::max_listen_connections, error);
  if (!error) return {};
  const std::string place = options.address + " port " + std::to_string(options.port);
  if (error == net::error::address_in_use) {
    return Fail(Code::kConflict,
                "Another program listens on " + place +
                    " already. Stop it or choose another port: --port 8081, or --port 0 for any "
                    "free one.",
                "server.port");
  }
  if (error == net::error::access_denied) {
    return Fail(Code::kForbidden,
                "This user may not listen on " + place + ". Choose a port from 1024 on.",
                "server.port");
  }
  return Fail(Code::kIo, "Can't listen on " + place + ": " + error.message() + ".",
              "server.address");
}

}  // namespace

/// The event loop and everything that runs on its one thread.
struct Server::Loop {
  Loop(const ServerOptions& given, const Parts& parts)
      : options(given),
        site{parts.routes,   parts.pool,         parts.flights,         parts.log,
             parts.gate,     parts.telemetry,    given.limits,          given.access_log,
             given.tls.on(), given.cors_origins, given.trusted_proxies, Random(FreshSeed())} {}

  net::awaitable<void> Accept();
  net::awaitable<void> Serve(tcp::socket socket);
  net::awaitable<void> ServeTls(tcp::socket socket, net::ip::address peer);
  net::awaitable<void> ServeSession(Session::Socket socket, net::ip::address peer);
  net::awaitable<void> AwaitSignals();
  void Drain();
  void Cut();
  /// Lets the loop end: nothing may keep it but connections that were cut.
  void EndWaiting();

  const ServerOptions options;
  Site site;
  tcp::endpoint place;  ///< Where it listens, or did; set once, before other threads ask.
  std::shared_ptr<net::ssl::context> tls;  ///< What new connections are made with; or nullptr.
  size_t shaking_hands = 0;
  net::io_context io{1};
  tcp::acceptor acceptor{io};
  net::signal_set signals{io};
  net::steady_timer drain{io};
  Signals on_signal;
  std::set<Session*> sessions;
  bool done = false;
};

Result<std::unique_ptr<Server>> Server::Listen(const ServerOptions& options, const Parts& parts) {
  auto loop = std::make_unique<Loop>(options, parts);
  if (options.tls.on()) {
    std::string warning;
    auto tls = LoadTls(options.tls, &warning);
    if (!tls) return Failure(tls.error());
    if (!warning.empty()) parts.log.Write(LogLevel::kWarn, warning);
    loop->tls = std::move(*tls);
  }
  if (auto bound = Bind(loop->acceptor, options); !bound) return Failure(bound.error());
  loop->place = loop->acceptor.local_endpoint();
  return std::unique_ptr<Server>(new Server(std::move(loop)));
}

Server::Server(std::unique_ptr<Loop> loop) : loop_(std::move(loop)) {}
Server::~Server() = default;

uint16_t Server::port() const { return loop_->place.port(); }

std::string Server::Url() const {
  auto address = loop_->place.address();
  if (address.is_unspecified()) {
    address = address.is_v6() ? net::ip::address(net::ip::address_v6::loopback())
                              : net::ip::address(net::ip::address_v4::loopback());
  }
  const std::string text = address.to_string();
  return (loop_->options.tls.on() ? "https://" : "http://") +
         (address.is_v6() ? "[" + text + "]" : text) + ":" + std::to_string(port()) + "/";
}

void Server::OnSignals(Signals wanted) {
  for (const int number : {SIGINT, SIGTERM, SIGHUP}) loop_->signals.add(number);
  loop_->on_signal = std::move(wanted);
  net::co_spawn(loop_->io, loop_->AwaitSignals(), net::detached);
}

Result<void> Server::ReloadTls() {
  if (!loop_->options.tls.on()) return {};
  std::string warning;
  auto tls = LoadTls(loop_->options.tls, &warning);
  if (!tls) return Failure(tls.error());
  net::post(loop_->io, [loop = loop_.get(), fresh = std::move(*tls)] { loop->tls = fresh; });
  return {};
}

void Server::Run() {
  TakeShortTurns();
  net::co_spawn(loop_->io, loop_->Accept(), net::detached);
  loop_->io.run();
}

void Server::Stop() {
  net::post(loop_->io, [loop = loop_.get()] { loop->Drain(); });
}

net::awaitable<void> Server::Loop::AwaitSignals() {
  while (!done) {
    auto [error, number] = co_await signals.async_wait(kTuple);
    if (error) co_return;
    if (number == SIGHUP) {
      on_signal.reload();
    } else if (site.draining) {
      Cut();
    } else {
      on_signal.drain();
      Drain();
    }
  }
}

net::awaitable<void> Server::Loop::Accept() {
  net::steady_timer pause(io);
  while (acceptor.is_open()) {
    auto [error, socket] = co_await acceptor.async_accept(kTuple);
    if (!error) {
      net::co_spawn(io, Serve(std::move(socket)), net::detached);
      continue;
    }
    if (!acceptor.is_open()) break;
    // Out of file descriptors, most likely: at once again would only burn the processor.
    site.log.Write(LogLevel::kWarn, "can't accept a connection", {{"why", error.message()}});
    pause.expires_after(std::chrono::milliseconds(100));
    co_await pause.async_wait(kTuple);
  }
}

net::awaitable<void> Server::Loop::Serve(tcp::socket socket) {
  boost::system::error_code ignored;
  socket.set_option(tcp::no_delay(true), ignored);
  boost::system::error_code gone;
  const auto peer = socket.remote_endpoint(gone).address();
  if (gone) co_return;
  if (tls) {
    co_await ServeTls(std::move(socket), peer);
  } else {
    co_await ServeSession(std::move(socket), peer);
  }
}

net::awaitable<void> Server::Loop::ServeTls(tcp::socket socket, net::ip::address peer) {
  if (sessions.size() + shaking_hands >= options.limits.connections + kExcuses) co_return;
  TlsBridge bridge(std::move(socket), tls, options.limits);
  ++shaking_hands;
  const bool shaken = co_await bridge.ShakeHands();
  --shaking_hands;
  if (!shaken || site.draining) co_return;
  auto session_end = bridge.SessionEnd();
  if (!session_end.is_open()) co_return;
  net::co_spawn(io, ServeSession(std::move(session_end), peer), net::detached);
  co_await bridge.Run();
}

net::awaitable<void> Server::Loop::ServeSession(Session::Socket socket, net::ip::address peer) {
  const size_t limit = options.limits.connections;
  // Some of those over the limit are told so; a flood of them isn't worth the memory.
  if (sessions.size() >= limit + kExcuses) co_return;
  const bool turned_away = sessions.size() >= limit;
  Session session(std::move(socket), std::move(peer), site);
  sessions.insert(&session);
  if (turned_away) {
    co_await session.TurnAway();
  } else {
    co_await session.Run();
  }
  sessions.erase(&session);
  if (site.draining && sessions.empty()) drain.cancel();
}

void Server::Loop::Drain() {
  if (site.draining) return;
  site.draining = true;
  boost::system::error_code ignored;
  acceptor.close(ignored);
  for (Session* session : sessions) session->Drain();
  site.log.Write(LogLevel::kInfo, "stopping",
                 {{"connections", static_cast<int64_t>(sessions.size())}});
  if (sessions.empty()) return EndWaiting();
  drain.expires_after(options.limits.drain);
  drain.async_wait([this](const boost::system::error_code& error) {
    if (!error) Cut();
    EndWaiting();
  });
}

void Server::Loop::EndWaiting() {
  done = true;
  boost::system::error_code ignored;
  signals.cancel(ignored);
}

void Server::Loop::Cut() {
  for (Session* session : sessions) session->Cut();
}

}  // namespace redquill::http
