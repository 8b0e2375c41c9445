#ifndef REDQUILL_HTTP_SERVE_H_
#define REDQUILL_HTTP_SERVE_H_

#include <functional>
#include <memory>
#include <string>

#include "base/error.h"
#include "base/log.h"
#include "config/config.h"
#include "http/serving.h"

namespace redquill::http {

/// Makes the scorer; runs once, on a thread of its own.
using LoadScorer = std::function<Result<std::shared_ptr<const Scorer>>()>;

/// Called once when every model is loaded and warm, from another thread.
using WhenReady = std::function<void(const std::string& url, const Scorer& scorer)>;

/// Listens at once, so that /healthz answers and /readyz says 503, loads the models meanwhile, then
/// serves until SIGINT or SIGTERM; returns when the last request is answered. Errors: those of
/// Server::Listen and WorkerPool::Start, and what `load` returned, after which the server has
/// stopped.
Result<void> Serve(const config::Config& config, const Log& log, const LoadScorer& load,
                   const WhenReady& ready);

}  // namespace redquill::http

#endif  // REDQUILL_HTTP_SERVE_H_
