// Sends requests at a rate, whether or not the server keeps up, and asks /healthz beside them.
//
// Usage: open_load PORT BODIES_FILE RATE_PER_S SECONDS [HEALTH_PORT]
//
// Posts the bodies of the file (one a line, @NUMBER@ replaced each time by another number) to
// /v1/score, as a Poisson process would, each over a connection that is free or a new one; probes
// /healthz 50 times a second on a connection of its own. Prints one line of JSON. A time is counted
// from the moment that the request was due, so a load that can't be sent in time shows in it.
#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <random>
#include <string>
#include <vector>

#include "base/thread_priority.h"

namespace {

namespace net = boost::asio;
namespace http = boost::beast::http;
using net::ip::tcp;
using Clock = std::chrono::steady_clock;
using nlohmann::json;

constexpr auto kUse = net::use_awaitable;
constexpr std::string_view kNumber = "@NUMBER@";
constexpr auto kBetweenProbes = std::chrono::milliseconds(20);

struct Connection {
  explicit Connection(net::io_context& io) : socket(io) {}
  tcp::socket socket;
  boost::beast::flat_buffer buffer;
};

struct Load {
  net::io_context io{1};
  uint16_t port = 0, health_port = 0;
  double rate = 0;
  Clock::duration length{};
  std::vector<std::string> bodies;
  /// Begins elsewhere in every run: a server may have answers to what an earlier one sent.
  uint64_t number =
      static_cast<uint64_t>(std::chrono::system_clock::now().time_since_epoch().count());

  std::vector<std::unique_ptr<Connection>> idle;
  size_t connections = 0;
  std::map<std::string, std::vector<double>> ms;  ///< By status, "health" or "failed".
  Clock::time_point last_answer;
};

std::string NextBody(Load& load) {
  std::string body = load.bodies[load.number % load.bodies.size()];
  const size_t at = body.find(kNumber);
  if (at != std::string::npos) body.replace(at, kNumber.size(), std::to_string(load.number));
  ++load.number;
  return body;
}

double Ms(Clock::duration time) { return std::chrono::duration<double, std::milli>(time).count(); }

net::awaitable<void> Connect(tcp::socket& socket, uint16_t port) {
  co_await socket.async_connect({net::ip::address_v4::loopback(), port}, kUse);
  socket.set_option(tcp::no_delay(true));
}

net::awaitable<http::response<http::string_body>> Ask(
    Connection& connection, const http::request<http::string_body>& request) {
  co_await http::async_write(connection.socket, request, kUse);
  http::response<http::string_body> answer;
  co_await http::async_read(connection.socket, connection.buffer, answer, kUse);
  co_return answer;
}

http::request<http::string_body> Request(http::verb verb, const char* target, std::string body) {
  http::request<http::string_body> request{verb, target, 11, std::move(body)};
  request.set(http::field::host, "127.0.0.1");
  request.set(http::field::content_type, "application/json");
  request.prepare_payload();
  return request;
}

net::awaitable<void> Score(Load& load, Clock::time_point due) {
  std::string outcome = "failed";
  try {
    std::unique_ptr<Connection> connection;
    if (load.idle.empty()) {
      connection = std::make_unique<Connection>(load.io);
      ++load.connections;
      co_await Connect(connection->socket, load.port);
    } else {
      connection = std::move(load.idle.back());
      load.idle.pop_back();
    }
    const auto request = Request(http::verb::post, "/v1/score", NextBody(load));
    const auto answer = co_await Ask(*connection, request);
    outcome = std::to_string(answer.result_int());
    if (answer.keep_alive()) load.idle.push_back(std::move(connection));
  } catch (const std::exception&) {
  }
  load.last_answer = Clock::now();
  load.ms[outcome].push_back(Ms(load.last_answer - due));
}

net::awaitable<void> Arrive(Load& load, Clock::time_point end) {
  std::mt19937_64 random(7);
  std::exponential_distribution<double> gap(load.rate);
  net::steady_timer timer(load.io);
  auto due = Clock::now();
  for (;;) {
    due += std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(gap(random)));
    if (due > end) co_return;
    timer.expires_at(due);
    co_await timer.async_wait(kUse);
    net::co_spawn(load.io, Score(load, due), net::detached);
  }
}

net::awaitable<void> Probe(Load& load, Clock::time_point end) {
  Connection connection(load.io);
  co_await Connect(connection.socket, load.health_port);
  const auto request = Request(http::verb::get, "/healthz", "");
  net::steady_timer timer(load.io);
  for (auto due = Clock::now(); due < end;) {
    timer.expires_at(due);
    co_await timer.async_wait(kUse);
    co_await Ask(connection, request);
    load.ms["health"].push_back(Ms(Clock::now() - due));
    due = std::max(due + kBetweenProbes, Clock::now());
  }
}

json Summary(std::vector<double> ms) {
  std::sort(ms.begin(), ms.end());
  const auto at = [&](double share) {
    return ms[static_cast<size_t>(share * static_cast<double>(ms.size() - 1))];
  };
  return {{"count", ms.size()}, {"p50_ms", at(0.5)}, {"p99_ms", at(0.99)}, {"most_ms", ms.back()}};
}

int Run(Load& load) {
  redquill::TakeShortTurns();  // To measure the server's delays, not its own.
  const auto start = Clock::now(), end = start + load.length;
  net::co_spawn(load.io, Arrive(load, end), net::detached);
  net::co_spawn(load.io, Probe(load, end), net::detached);
  load.io.run();
  json told = {{"seconds", std::chrono::duration<double>(load.last_answer - start).count()},
               {"connections", load.connections}};
  for (auto& [outcome, ms] : load.ms) told["by"][outcome] = Summary(std::move(ms));
  std::printf("%s\n", told.dump().c_str());
  return 0;
}

}  // namespace

int main(int count, char** arguments) {
  if (count < 5) {
    std::fprintf(stderr,
                 "usage: open_load PORT BODIES_FILE RATE_PER_S SECONDS [HEALTH_PORT]\n"
                 "example: open_load 8080 bodies.jsonl 120 20\n");
    return 2;
  }
  Load load;
  load.port = static_cast<uint16_t>(std::stoul(arguments[1]));
  load.rate = std::stod(arguments[3]);
  load.length = std::chrono::seconds(std::stol(arguments[4]));
  load.health_port = count > 5 ? static_cast<uint16_t>(std::stoul(arguments[5])) : load.port;
  std::ifstream file(arguments[2]);
  for (std::string line; std::getline(file, line);) load.bodies.push_back(line);
  if (load.bodies.empty() || load.rate <= 0) {
    std::fprintf(stderr, "open_load: there is nothing to send\n");
    return 2;
  }
  return Run(load);
}
