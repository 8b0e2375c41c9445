#include "http/serve.h"

#include <algorithm>
#include <chrono>
#include <optional>
#include <thread>

#include "http/keeping.h"
#include "http/routes.h"
#include "http/server.h"

namespace redquill::http {
namespace {

/// Threads and places for what is slow but is no scoring: reading long bodies, and waiting for the
/// database to have taken a record (many at once make one transaction).
constexpr size_t kReaders = 2, kReads = 64;
constexpr size_t kRecorders = 16, kRecords = 2048;

Limits::Duration Time(double seconds) {
  return std::chrono::duration_cast<Limits::Duration>(std::chrono::duration<double>(seconds));
}

ServerOptions OptionsOf(const config::Config::Server& server, bool access_log) {
  ServerOptions options;
  options.address = server.address;
  options.port = static_cast<uint16_t>(server.port);
  options.access_log = access_log;
  options.limits.connections = server.max_connections;
  options.limits.header_bytes = server.max_header_bytes;
  options.limits.body_bytes = server.max_body_bytes;
  options.limits.idle = Time(server.idle_timeout_s);
  options.limits.header = Time(server.header_timeout_s);
  options.limits.body = Time(server.body_timeout_s);
  options.limits.write = Time(server.write_timeout_s);
  options.limits.drain = Time(server.drain_timeout_s);
  return options;
}

sched::SchedulerSettings SchedulingOf(const config::Config::Workers& workers, size_t count) {
  sched::SchedulerSettings settings;
  settings.bounds.workers = count;
  settings.bounds.jobs = workers.queue;
  settings.bounds.wait = std::chrono::milliseconds(workers.max_wait_ms);
  settings.order.window = workers.window;
  settings.order.patience = std::chrono::milliseconds(workers.patience_ms);
  return settings;
}

/// What goes wrong while loading, until the server has stopped.
struct Loading {
  std::optional<Error> error;
  std::thread thread;
};

void Load(const LoadScorer& load, const WhenReady& ready, const Log& log, Serving& serving,
          Server& server, Loading& loading) {
  const auto start = std::chrono::steady_clock::now();
  auto scorer = load();
  if (!scorer) {
    loading.error = scorer.error();
    server.Stop();
    return;
  }
  serving.Publish(*scorer);
  const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - start;
  log.Write(LogLevel::kInfo, "ready",
            {{"models", static_cast<int64_t>((*scorer)->models.size())}, {"ms", took.count()}});
  ready(server.Url(), **scorer);
}

}  // namespace

Result<void> Serve(const config::Config& config, const Log& log, const LoadScorer& load,
                   const WhenReady& ready) {
  const size_t count = config.workers.count != 0
                           ? config.workers.count
                           : std::max(1u, std::thread::hardware_concurrency());
  auto scheduler = sched::Scheduler::Start(SchedulingOf(config.workers, count));
  if (!scheduler) return Failure(scheduler.error());
  ScoreFlights flights(**scheduler);
  auto keeping = Keeping::Open(config.store, config.cache, log);
  if (!keeping) return Failure(keeping.error());
  const bool records = (*keeping)->recorder() != nullptr;
  auto pool = sched::WorkerPool::Start(kReaders + (records ? kRecorders : 0),
                                       kReads + (records ? kRecords : 0));
  if (!pool) return Failure(pool.error());
  Serving serving(keeping->get());
  const RouteTable routes = Routes(serving);
  auto server =
      Server::Listen(OptionsOf(config.server, config.log.access), {routes, **pool, flights, log});
  if (!server) return Failure(server.error());
  (*server)->StopOnSignals();
  log.Write(LogLevel::kInfo, "listening",
            {{"url", (*server)->Url()}, {"workers", static_cast<int64_t>(count)}});
  Loading loading;
  loading.thread = std::thread([&] { Load(load, ready, log, serving, **server, loading); });
  (*server)->Run();
  loading.thread.join();
  (*pool)->Finish();
  (*scheduler)->Finish();
  log.Write(LogLevel::kInfo, "stopped");
  if (loading.error) return Failure(*loading.error);
  return {};
}

}  // namespace redquill::http
