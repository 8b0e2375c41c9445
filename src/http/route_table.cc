#include "http/route_table.h"

#include <algorithm>
#include <exception>
#include <set>

#include "base/quote.h"

namespace redquill::http {
namespace {

/// The part before the next slash, which is taken off with it.
std::string_view NextSegment(std::string_view& path) {
  const auto slash = path.find('/');
  const auto segment = path.substr(0, slash);
  path = slash == std::string_view::npos ? std::string_view() : path.substr(slash + 1);
  return segment;
}

bool PathMatches(std::string_view pattern, std::string_view path,
                 std::map<std::string, std::string>* parameters) {
  if (std::count(pattern.begin(), pattern.end(), '/') !=
      std::count(path.begin(), path.end(), '/')) {
    return false;
  }
  while (!pattern.empty() || !path.empty()) {
    const auto expected = NextSegment(pattern);
    const auto segment = NextSegment(path);
    if (expected.starts_with('{')) {
      if (segment.empty()) return false;
      (*parameters)[std::string(expected.substr(1, expected.size() - 2))] = segment;
    } else if (expected != segment) {
      return false;
    }
  }
  return true;
}

std::string Joined(const std::vector<std::string_view>& words, std::string_view between) {
  std::string joined;
  for (const auto word : words) {
    if (!joined.empty()) joined += between;
    joined += word;
  }
  return joined;
}

}  // namespace

RouteTable::Match RouteTable::Find(std::string_view method, std::string_view path) const {
  if (method == "HEAD") method = "GET";
  std::set<std::string> allowed;
  for (const auto& route : routes_) {
    std::map<std::string, std::string> parameters;
    if (!PathMatches(route.path, path, &parameters)) continue;
    if (route.method == method) return {&route, std::move(parameters), {}};
    allowed.emplace(route.method);
    if (route.method == "GET") allowed.emplace("HEAD");
  }
  if (allowed.empty()) {
    return {nullptr,
            {},
            {{Code::kNotFound,
              "There is nothing at " + Quoted(path) +
                  ". The page is at /, the paths are listed in "
                  "/openapi.json.",
              {}},
             0,
             {}}};
  }
  const std::string list = Joined({allowed.begin(), allowed.end()}, ", ");
  return {nullptr,
          {},
          {{Code::kUnsupported,
            "This path does not take " + Quoted(method, 20) + ", only " + list + ".",
            {}},
           405,
           {{"Allow", list}}}};
}

Result<void> CheckMediaType(const Route& route, const std::vector<Header>& headers) {
  if (route.takes.empty()) return {};
  const auto content_encoding = Find(headers, "Content-Encoding");
  if (!content_encoding.empty() && !SameToken(content_encoding, "identity")) {
    return Fail(Code::kUnsupported, "Send the body without compression (Content-Encoding).",
                "Content-Encoding");
  }
  const std::string type = MediaType(Find(headers, "Content-Type"));
  auto takes = route.takes;
  if (std::find(takes.begin(), takes.end(), type) != takes.end()) return {};
  std::erase(takes, "");
  return Fail(Code::kUnsupported,
              (type.empty() ? std::string("The request has no Content-Type")
                            : "This path does not take a body of type " + Quoted(type)) +
                  ". Send Content-Type: " + Joined(takes, " or ") + ".",
              "Content-Type");
}

Response Presented(const std::function<Result<Response>()>& make, const Request& request,
                   std::string* fault) {
  try {
    auto response = make();
    if (response) return std::move(*response);
    // Not being ready is no fault, and a client that asks on and on must not fill the log.
    const Code code = response.error().code;
    if (code != Code::kUnavailable && KindOf(code).status >= 500) {
      *fault = response.error().message;
    }
    return ProblemResponse({response.error(), 0, {}}, request.id);
  } catch (const std::exception& exception) {
    *fault = exception.what();
    return ProblemResponse(
        {{Code::kInternal, "The server failed on this request; its log says why.", {}}, 0, {}},
        request.id);
  }
}

Response Answer(const Route& route, const Request& request, std::string* fault) {
  const auto make = [&]() -> Result<Response> {
    if (route.runs != Runs::kInTurn) return route.handler(request);
    auto errand = route.plan(request);
    if (!errand) return Failure(errand.error());
    Scored scored = errand->known ? Scored(*errand->known) : errand->score();
    if (scored && errand->record) errand->record(*scored);
    return errand->present(scored, request.queued_ms);
  };
  return Presented(make, request, fault);
}

}  // namespace redquill::http
