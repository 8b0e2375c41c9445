#ifndef REDQUILL_HTTP_ACCESS_SCOPE_H_
#define REDQUILL_HTTP_ACCESS_SCOPE_H_

#include <string_view>

#include "base/error.h"

namespace redquill::http {

/// What a route needs, and what a key gives. None includes another.
enum class Scope {
  kOpen,         ///< Needs no key: the page, the documents, whether the server is well.
  kScore,        ///< Score essays and list models.
  kReadMetrics,  ///< Read /metrics.
  kAdmin,        ///< Change models.
};

/// "score", "read-metrics", "admin"; "open" is no scope of a key.
std::string_view NameOf(Scope scope);

/// kInvalidArgument names the scopes there are.
Result<Scope> ParseScope(std::string_view name);

}  // namespace redquill::http

#endif  // REDQUILL_HTTP_ACCESS_SCOPE_H_
