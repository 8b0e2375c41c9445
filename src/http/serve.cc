#include "http/serve.h"

#include <algorithm>
#include <chrono>
#include <memory>
#include <thread>

#include "http/keeping.h"
#include "http/routes.h"
#include "http/server.h"
#include "http/upkeep.h"

namespace redquill::http {
namespace {

/// Threads and places for what is slow but is no scoring: reading long bodies, changing models.
constexpr size_t kSideWorkers = 2, kSideQueue = 64;
/// Beside these, to wait until the database has taken a record: many at once make one transaction.
constexpr size_t kRecorders = 16, kRecords = 2048;

/// One key alone fills 4/5 of the queue.
constexpr double kShare = 4;

std::chrono::milliseconds Milliseconds(double seconds) {
  return std::chrono::milliseconds(static_cast<int64_t>(seconds * 1000));
}

Limits::Duration Time(double seconds) {
  return std::chrono::duration_cast<Limits::Duration>(std::chrono::duration<double>(seconds));
}

Result<ServerOptions> OptionsOf(const config::Config& config) {
  const auto& server = config.server;
  ServerOptions options;
  options.address = server.address;
  options.port = static_cast<uint16_t>(server.port);
  options.access_log = config.log.access;
  options.cors_origins = config.server.cors_origins;
  options.tls = {config.tls.certificate, config.tls.key};
  options.limits.connections = server.max_connections;
  options.limits.header_bytes = server.max_header_bytes;
  options.limits.body_bytes = server.max_body_bytes;
  options.limits.idle = Time(server.idle_timeout_s);
  options.limits.header = Time(server.header_timeout_s);
  options.limits.body = Time(server.body_timeout_s);
  options.limits.write = Time(server.write_timeout_s);
  options.limits.drain = Time(server.drain_timeout_s);
  auto trusted = AddressRanges::Parse(server.trusted_proxies);
  if (!trusted) {
    return Fail(trusted.error().code, "server.trusted_proxies: " + trusted.error().message,
                "server.trusted_proxies");
  }
  options.trusted_proxies = *std::move(trusted);
  return options;
}

/// `share`: Bounds::share.
sched::SchedulerSettings SchedulingOf(const config::Config::Workers& workers, size_t count,
                                      double share) {
  sched::SchedulerSettings settings;
  settings.bounds.workers = count;
  settings.bounds.jobs = workers.queue;
  settings.bounds.wait = std::chrono::milliseconds(workers.max_wait_ms);
  settings.bounds.share = share;
  settings.order.window = workers.window;
  settings.order.patience = std::chrono::milliseconds(workers.patience_ms);
  settings.step_back = static_cast<int>(workers.step_back);
  return settings;
}

/// Loads the models beside the server, and stops it if they can't be.
class Loading {
 public:
  Loading(LiveModels& models, Server& server, const WhenReady& ready, const Log& log)
      : thread_([&models, &server, &ready, &log, this] {
          const auto start = std::chrono::steady_clock::now();
          begun_ = models.Begin();
          if (!begun_) return server.Stop();
          const std::chrono::duration<double, std::milli> took =
              std::chrono::steady_clock::now() - start;
          const size_t count = models.states().size();
          log.Write(LogLevel::kInfo, "ready",
                    {{"models", static_cast<int64_t>(count)}, {"ms", took.count()}});
          ready(server.Url(), count);
        }) {}

  /// What came of it.
  Result<void> Wait() {
    thread_.join();
    return begun_;
  }

 private:
  Result<void> begun_;
  std::thread thread_;
};

/// The second listener, for who looks after the server, on a thread of its own: it answers however
/// busy the first one is.
class Operations {
 public:
  static Result<std::unique_ptr<Operations>> Start(const config::Config::Ops& ops,
                                                   const Parts& parts) {
    ServerOptions options;
    options.address = ops.address;
    options.port = static_cast<uint16_t>(ops.port);
    options.access_log = false;
    options.limits.drain = std::chrono::seconds(1);
    auto server = Server::Listen(options, parts);
    if (!server) return Failure(server.error(), "ops");
    return std::make_unique<Operations>(std::move(*server));
  }

  explicit Operations(std::unique_ptr<Server> server)
      : server_(std::move(server)), thread_([this] { server_->Run(); }) {}
  std::string Url() const { return server_->Url(); }
  ~Operations() {
    server_->Stop();
    thread_.join();
  }

 private:
  std::unique_ptr<Server> server_;
  std::thread thread_;
};

Result<std::unique_ptr<Gate>> GateOf(const config::Config::Auth& auth) {
  if (auth.keys.empty()) return std::make_unique<Gate>();
  std::vector<Scope> open;
  for (const auto& name : auth.open) {
    auto scope = ParseScope(name);
    if (!scope) return Failure(scope.error(), "auth.open");
    if (*scope == Scope::kAdmin) {
      return Fail(Code::kInvalidArgument, "auth.open can't hold admin: that always needs a key.",
                  "auth.open");
    }
    open.push_back(*scope);
  }
  return Gate::Open(auth.keys, std::move(open));
}

void Reload(LiveModels& models, Gate& gate, Server& server, const Log& log) {
  if (const auto tls = server.ReloadTls(); !tls) {
    log.Write(LogLevel::kError, "the certificate can't be used; the one of before stays",
              {{"why", tls.error().message}});
  }
  if (const auto keys = gate.Reload(); !keys) {
    log.Write(LogLevel::kError, "the API keys can't be read; those of before stay",
              {{"why", keys.error().message}});
  }
  const auto reloaded = models.Reload();
  if (reloaded) return;
  log.Write(LogLevel::kError, "the models can't be brought in line with their source",
            {{"why", reloaded.error().message}});
}

}  // namespace

Result<void> Serve(const config::Config& config, const Log& log, ModelSupply supply,
                   const WhenReady& ready) {
  const auto options = OptionsOf(config);
  if (!options) return Failure(options.error());
  const size_t count = config.workers.count != 0
                           ? config.workers.count
                           : std::max(1u, std::thread::hardware_concurrency());
  auto scheduler = sched::Scheduler::Start(
      SchedulingOf(config.workers, count, config.auth.keys.empty() ? 0 : kShare));
  if (!scheduler) return Failure(scheduler.error());
  ScoreFlights flights(**scheduler);
  auto keeping = Keeping::Open(config.store, config.cache, log, supply.engine);
  if (!keeping) return Failure(keeping.error());
  const bool records = (*keeping)->recorder() != nullptr;
  auto pool = sched::WorkerPool::Start(kSideWorkers + (records ? kRecorders : 0),
                                       kSideQueue + (records ? kRecords : 0));
  if (!pool) return Failure(pool.error());
  auto gate = GateOf(config.auth);
  if (!gate) return Failure(gate.error());
  Telemetry telemetry;
  Serving serving(keeping->get());
  LiveModels models(std::move(supply), serving, log);
  const Backstage backstage{serving, &models, &telemetry, scheduler->get(), &flights};
  const RouteTable routes = Routes(backstage), operation_routes = OperationRoutes(backstage);
  auto server = Server::Listen(*options, {routes, **pool, flights, log, **gate, telemetry});
  if (!server) return Failure(server.error());
  std::unique_ptr<Operations> operations;
  if (config.ops.port != 0) {
    auto started =
        Operations::Start(config.ops, {operation_routes, **pool, flights, log, **gate, telemetry});
    if (!started) return Failure(started.error());
    operations = std::move(*started);
  }
  auto upkeep = std::make_unique<Upkeep>(Milliseconds(config.models.watch_s),
                                         [&] { Reload(models, **gate, **server, log); });
  (*server)->OnSignals({[&] {
                          log.Write(LogLevel::kInfo, "reloading");
                          upkeep->Ask();
                        },
                        [&] { serving.Drain(); }});
  log.Write(LogLevel::kInfo, "listening",
            {{"url", (*server)->Url()}, {"workers", static_cast<int64_t>(count)}});
  if (operations) log.Write(LogLevel::kInfo, "operations", {{"url", operations->Url()}});
  Loading loading(models, **server, ready, log);
  (*server)->Run();
  upkeep.reset();
  const auto loaded = loading.Wait();
  (*pool)->Finish();
  (*scheduler)->Finish();
  log.Write(LogLevel::kInfo, "stopped");
  return loaded;
}

}  // namespace redquill::http
