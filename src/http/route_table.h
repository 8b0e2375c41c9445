#ifndef REDQUILL_HTTP_ROUTE_TABLE_H_
#define REDQUILL_HTTP_ROUTE_TABLE_H_

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "http/access/scope.h"
#include "http/errand.h"
#include "http/message.h"
#include "http/problem.h"

namespace redquill::http {

/// Answers a request; called by many threads at once. An error becomes problem details.
using Handler = std::function<Result<Response>(const Request&)>;

enum class Runs {
  kHere,      ///< At once, on the thread of the connections: nothing that takes over 0.1 ms.
  kOnWorker,  ///< On a thread for what is slow but is no scoring, if one has room; else 429.
  kInTurn,    ///< Scored when its turn has come, by `plan`.
};

/// One line of the table.
struct Route {
  std::string_view method;  ///< "GET" (which answers HEAD too), "POST", …
  std::string_view path;    ///< "/v1/models/{name}": a part in braces matches one path segment.
  Runs runs;
  std::vector<std::string_view>
      takes;  ///< Media types of the body, "" for none said; empty: the body is ignored.
  std::string_view summary;     ///< For people, one line.
  Handler handler;              ///< Unless it runs in turn.
  Plan plan = {};               ///< If it does.
  Scope needs = Scope::kScore;  ///< What a key must give for it.
};

/// The routes of a server. Const; safe from many threads.
class RouteTable {
 public:
  explicit RouteTable(std::vector<Route> routes) : routes_(std::move(routes)) {}

  struct Match {
    const Route* route = nullptr;
    std::map<std::string, std::string> parameters;
    Refusal refusal;  ///< Where route is nullptr: 404, or 405 with Allow.
  };
  /// The route of a method (HEAD is looked up as GET) and a decoded path.
  Match Find(std::string_view method, std::string_view path) const;

  const std::vector<Route>& routes() const& { return routes_; }

 private:
  std::vector<Route> routes_;
};

/// Why a route can't take that body, or nothing: 415 naming the media types it takes, also for a
/// compressed one.
Result<void> CheckMediaType(const Route& route, const std::vector<Header>& headers);

/// Runs the handler; a refusal becomes problem details, and so does an exception (kInternal, such
/// as memory that ran out), of which `fault` then holds the words for the log. A route that runs in
/// turn is planned, scored and presented at once.
Response Answer(const Route& route, const Request& request, std::string* fault);

/// `make`'s response, or what Answer makes of its error or exception.
Response Presented(const std::function<Result<Response>()>& make, const Request& request,
                   std::string* fault);

}  // namespace redquill::http

#endif  // REDQUILL_HTTP_ROUTE_TABLE_H_
