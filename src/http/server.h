#ifndef REDQUILL_HTTP_SERVER_H_
#define REDQUILL_HTTP_SERVER_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/log.h"
#include "http/access/address_ranges.h"
#include "http/access/gate.h"
#include "http/route_table.h"
#include "http/telemetry.h"
#include "http/transport/limits.h"
#include "http/transport/tls_files.h"
#include "sched/worker_pool.h"

namespace redquill::http {

struct ServerOptions {
  std::string address = "127.0.0.1";
  uint16_t port = 8080;  ///< 0: the system chooses a free one.
  Limits limits;
  bool access_log = true;
  TlsFiles tls = {};                           ///< Off unless set.
  std::vector<std::string> cors_origins = {};  ///< Pages from there may read answers; "*": any.
  AddressRanges trusted_proxies = {};          ///< What they say of a request's sender is believed.
};

/// What a server works with; all borrowed, to outlive it.
struct Parts {
  const RouteTable& routes;
  sched::WorkerPool& pool;  ///< For routes that run on a worker, and for reading long bodies.
  ScoreFlights& flights;    ///< For routes that run in turn.
  const Log& log;
  Gate& gate;
  Telemetry& telemetry;
};

/// An HTTP/1.1 server on one address.
class Server {
 public:
  /// Binds and listens; connections wait until Run. kInvalidArgument for what is no address,
  /// kConflict where the port is taken, kForbidden where the system doesn't allow it; LoadTls'.
  static Result<std::unique_ptr<Server>> Listen(const ServerOptions& options, const Parts& parts);
  ~Server();

  /// From any thread, after Stop too.
  uint16_t port() const;
  /// Where a browser on this machine finds it: "http://127.0.0.1:8080/". From any thread.
  std::string Url() const;

  /// What a signal does, on the thread of Run.
  struct Signals {
    std::function<void()> reload;  ///< SIGHUP.
    std::function<void()> drain;   ///< The first SIGINT or SIGTERM, which also calls Stop; the
                                   ///< second cuts every connection.
  };
  /// Before Run.
  void OnSignals(Signals signals);

  /// Reads the certificate and key again, for new connections; where they can't be used, those of
  /// before go on. From any thread. Errors: LoadTls'.
  Result<void> ReloadTls();

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
