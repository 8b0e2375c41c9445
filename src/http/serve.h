#ifndef REDQUILL_HTTP_SERVE_H_
#define REDQUILL_HTTP_SERVE_H_

#include <functional>
#include <string>

#include "base/error.h"
#include "base/log.h"
#include "config/config.h"
#include "http/models/live_models.h"

namespace redquill::http {

/// Called once when every model is loaded and warm, from another thread, with how many there are.
using WhenReady = std::function<void(const std::string& url, size_t models)>;

/// Listens at once, so that /healthz answers and /readyz says 503, loads the models meanwhile, then
/// serves until SIGINT or SIGTERM; returns when the last request is answered. SIGHUP brings the
/// models in line with their source. Errors: those of Server::Listen and WorkerPool::Start, and
/// what the supply said at the start, after which the server has stopped.
Result<void> Serve(const config::Config& config, const Log& log, ModelSupply supply,
                   const WhenReady& ready);

}  // namespace redquill::http

#endif  // REDQUILL_HTTP_SERVE_H_
