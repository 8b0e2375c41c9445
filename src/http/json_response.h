#ifndef REDQUILL_HTTP_JSON_RESPONSE_H_
#define REDQUILL_HTTP_JSON_RESPONSE_H_

#include <nlohmann/json.hpp>

#include "http/message.h"

namespace redquill::http {

/// Status 200 with this value; bytes in its texts that are no UTF-8 become U+FFFD.
inline Response JsonResponse(const nlohmann::json& value) {
  return {200,
          "application/json",
          {},
          value.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace)};
}

}  // namespace redquill::http

#endif  // REDQUILL_HTTP_JSON_RESPONSE_H_
