#include "http/access/scope.h"

#include "base/quote.h"

namespace redquill::http {

std::string_view NameOf(Scope scope) {
  switch (scope) {
    case Scope::kScore:
      return "score";
    case Scope::kReadMetrics:
      return "read-metrics";
    case Scope::kAdmin:
      return "admin";
    case Scope::kOpen:
      break;
  }
  return "open";
}

Result<Scope> ParseScope(std::string_view name) {
  for (const Scope scope : {Scope::kScore, Scope::kReadMetrics, Scope::kAdmin}) {
    if (NameOf(scope) == name) return scope;
  }
  return Fail(
      Code::kInvalidArgument,
      "There is no scope " + Quoted(name, 40) + ". There are score, read-metrics and admin.",
      "scope");
}

}  // namespace redquill::http
