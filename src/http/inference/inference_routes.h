#ifndef REDQUILL_HTTP_INFERENCE_INFERENCE_ROUTES_H_
#define REDQUILL_HTTP_INFERENCE_INFERENCE_ROUTES_H_

#include <vector>

#include "http/route_table.h"
#include "http/serving.h"

namespace redquill::http {

/// The REST routes of the Open Inference Protocol, version 2 (KServe; NVIDIA Triton): health,
/// metadata and inference. `serving` is borrowed and must outlive them. Refusals are problem
/// details with the protocol's member "error". docs/http.md.
std::vector<Route> InferenceRoutes(const Serving& serving);

}  // namespace redquill::http

#endif  // REDQUILL_HTTP_INFERENCE_INFERENCE_ROUTES_H_
