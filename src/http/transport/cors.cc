#include "http/transport/cors.h"

#include <algorithm>

namespace redquill::http {

std::string_view AllowedOrigin(const std::vector<std::string>& allowed,
                               const std::vector<Header>& headers) {
  if (allowed.empty()) return {};
  const auto origin = Find(headers, "Origin");
  const bool listed = std::any_of(allowed.begin(), allowed.end(),
                                  [&](const auto& one) { return one == "*" || one == origin; });
  return listed ? origin : std::string_view();
}

bool IsPreflight(std::string_view method, const std::vector<Header>& headers) {
  return method == "OPTIONS" && !Find(headers, "Origin").empty() &&
         !Find(headers, "Access-Control-Request-Method").empty();
}

void AllowOrigin(std::string_view origin, Response& response) {
  if (origin.empty()) return;
  auto& headers = response.headers;
  headers.push_back({"Access-Control-Allow-Origin", std::string(origin)});
  headers.push_back({"Access-Control-Expose-Headers", "X-Request-Id, Retry-After, traceparent"});
  headers.push_back({"Cross-Origin-Resource-Policy", "cross-origin"});
  headers.push_back({"Vary", "Origin"});
}

Response PreflightAnswer(std::string_view origin) {
  Response response{204, "", {}, ""};
  AllowOrigin(origin, response);
  response.headers.push_back({"Access-Control-Allow-Methods", "GET, HEAD, POST"});
  response.headers.push_back(
      {"Access-Control-Allow-Headers",
       "Content-Type, Authorization, X-Api-Key, X-Request-Id, X-Request-Timeout-Ms, traceparent"});
  response.headers.push_back({"Access-Control-Max-Age", "600"});
  return response;
}

}  // namespace redquill::http
