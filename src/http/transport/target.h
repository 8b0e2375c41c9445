#ifndef REDQUILL_HTTP_TRANSPORT_TARGET_H_
#define REDQUILL_HTTP_TRANSPORT_TARGET_H_

#include <optional>
#include <string>
#include <string_view>

#include "base/error.h"

namespace redquill::http {

/// The percent-decoded path of a request target in origin form ("/a?b") or absolute form
/// ("http://host/a?b"). kInvalidArgument for anything else, also for a path that decodes to
/// control characters. Dot segments stay as they are: they match no route.
Result<std::string> PathOfTarget(std::string_view target);

/// The value of a field in an application/x-www-form-urlencoded body, decoded; nothing if it is not
/// there. kInvalidArgument where the body is not of that form or has the field twice.
Result<std::optional<std::string>> FormField(std::string_view body, std::string_view name);

}  // namespace redquill::http

#endif  // REDQUILL_HTTP_TRANSPORT_TARGET_H_
