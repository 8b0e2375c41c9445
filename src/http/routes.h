#ifndef REDQUILL_HTTP_ROUTES_H_
#define REDQUILL_HTTP_ROUTES_H_

#include "http/route_table.h"
#include "http/serving.h"

namespace redquill::http {

/// Every route of the server. `serving` is borrowed and must outlive the table.
RouteTable Routes(const Serving& serving);

/// The handlers that need a scorer; while there is none they are kUnavailable.
Handler ListModels(const Serving& serving);
Handler Ready(const Serving& serving);
Plan Score(const Serving& serving);
Plan Evaluate(const Serving& serving);

}  // namespace redquill::http

#endif  // REDQUILL_HTTP_ROUTES_H_
