#ifndef REDQUILL_HTTP_CACHE_ROUTES_H_
#define REDQUILL_HTTP_CACHE_ROUTES_H_

#include "http/route_table.h"
#include "http/serving.h"

namespace redquill::http {

/// Takes what POST /v1/score takes and tells which tier would answer, and of each tier why or why
/// not, without scoring and without changing what any tier keeps or counts (the database's lookups
/// apart). An embedding costs what one for a score does.
Handler ExplainCache(const Serving& serving);

/// What each tier keeps and how often it answered.
Handler CacheStats(const Serving& serving);

}  // namespace redquill::http

#endif  // REDQUILL_HTTP_CACHE_ROUTES_H_
