#ifndef REDQUILL_HTTP_SERVER_H_
#define REDQUILL_HTTP_SERVER_H_

#include <cstdint>
#include <memory>
#include <string>

#include "base/error.h"
#include "base/log.h"
#include "http/route_table.h"
#include "http/transport/limits.h"
#include "sched/worker_pool.h"

namespace redquill::http {

struct ServerOptions {
  std::string address = "127.0.0.1";
  uint16_t port = 8080;  ///< 0: the system chooses a free one.
  Limits limits;
  bool access_log = true;
};

/// What a server works with; all borrowed, to outlive it.
struct Parts {
  const RouteTable& routes;
  sched::WorkerPool& pool;  ///< For routes that run on a worker, and for reading long bodies.
  ScoreFlights& flights;    ///< For routes that run in turn.
  const Log& log;
};

/// An HTTP/1.1 server on one address.
class Server {
 public:
  /// Binds and listens; connections wait until Run. kInvalidArgument for what is no address,
  /// kConflict where the port is taken, kForbidden where the system doesn't allow it.
  static Result<std::unique_ptr<Server>> Listen(const ServerOptions& options, const Parts& parts);
  ~Server();

  uint16_t port() const;
  /// Where a browser on this machine finds it: "http://127.0.0.1:8080/".
  std::string Url() const;

  /// SIGINT and SIGTERM call Stop, the second of them cuts every connection. Before Run.
  void StopOnSignals();

  /// Serves on the calling thread until Stop, and returns when the last connection has ended.
  void Run();

  /// Takes no more connections, closes idle ones, lets requests in work end and cuts what is left
  /// after limits.drain. From any thread, more than once.
  void Stop();

 private:
  struct Loop;
  explicit Server(std::unique_ptr<Loop> loop);
  std::unique_ptr<Loop> loop_;
};

}  // namespace redquill::http

#endif  // REDQUILL_HTTP_SERVER_H_
