#include "redquill/ask_server.h"

#include <cstdlib>
#include <nlohmann/json.hpp>

#include "base/http_client.h"
#include "base/json.h"

namespace redquill::app {
namespace {

Code CodeOf(int status) {
  if (status == 401) return Code::kUnauthenticated;
  if (status == 403) return Code::kForbidden;
  if (status == 404) return Code::kNotFound;
  return status >= 500 || status == 429 ? Code::kUnavailable : Code::kInvalidArgument;
}

std::string Hint(int status) { return status == 401 ? " Put the key into REDQUILL_API_KEY." : ""; }

}  // namespace

Result<nlohmann::json> AskServer(const std::string& server, const std::string& path,
                                 const std::string& body) {
  auto url = ParseUrl(server);
  if (!url) return Failure(url.error(), "--server");
  while (url->path.ends_with('/')) url->path.pop_back();
  url->path += path;
  HttpRequest request;
  request.url = *url;
  request.body = body;
  request.total_timeout = std::chrono::seconds(60);
  if (!body.empty()) {
    request.method = "POST";
    request.headers.push_back({"Content-Type", "application/json"});
  }
  if (const char* key = std::getenv("REDQUILL_API_KEY")) {
    request.headers.push_back({"Authorization", std::string("Bearer ") + key});
  }
  const auto response = HttpClient().Send(request);
  if (!response) return Failure(response.error());
  auto json = ParseJson(response->body);
  if (!json || !json->is_object()) {
    return Fail(Code::kInvalidArgument,
                url->host + " answered what redquill does not. Is it a redquill server?", "server");
  }
  if (response->status == 200) return *std::move(json);
  return Fail(
      CodeOf(response->status),
      json->value("detail", json->value("title", "The server refused.")) + Hint(response->status),
      json->value("field", ""));
}

}  // namespace redquill::app
