#ifndef REDQUILL_HTTP_ROUTES_H_
#define REDQUILL_HTTP_ROUTES_H_

#include "http/models/live_models.h"
#include "http/route_table.h"
#include "http/serving.h"
#include "http/telemetry.h"

namespace redquill::http {

/// What the routes work with; borrowed, to outlive them.
struct Backstage {
  const Serving& serving;
  LiveModels* models = nullptr;    ///< nullptr: the models can't be changed.
  Telemetry* telemetry = nullptr;  ///< With these two: /metrics.
  const sched::Scheduler* scheduler = nullptr;
  const ScoreFlights* flights = nullptr;
};

/// Every route of the server.
RouteTable Routes(const Backstage& backstage);
/// Those for who looks after it: /healthz, /readyz and /metrics.
RouteTable OperationRoutes(const Backstage& backstage);

// While no models are loaded these answer kUnavailable.
Handler ListModels(const Serving& serving);
Handler Ready(const Backstage& backstage);
Handler Metrics(const Backstage& backstage);
Plan Score(const Serving& serving);
Plan Evaluate(const Serving& serving);

/// Changes a model as the body says; answers with the state of all. kUnavailable without
/// LiveModels.
Handler ChangeModel(LiveModels* models);

}  // namespace redquill::http

#endif  // REDQUILL_HTTP_ROUTES_H_
