#ifndef REDQUILL_BASE_JSON_H_
#define REDQUILL_BASE_JSON_H_

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "base/error.h"

namespace redquill {

/// What a JSON text may cost. Over any of them is kTooLarge; reading stops there.
struct JsonLimits {
  uint64_t bytes = 1 << 20;
  int depth = 32;             ///< Arrays and objects within one another.
  uint64_t values = 100'000;  ///< Values of every kind, members and elements counted each.
};

/// Reads one JSON text (RFC 8259) from untrusted bytes, strictly: UTF-8 without a byte order mark,
/// no comments, nothing behind the value, no object with one key twice, no number beyond a double's
/// range. kInvalidArgument says what stands wrong and at which byte; kBadEncoding where it is not
/// UTF-8; kTooLarge over a limit.
Result<nlohmann::json> ParseJson(std::string_view text, const JsonLimits& limits = {});

/// The one form in which this project writes JSON that is hashed or compared: keys in byte order,
/// two spaces of indentation, a short decimal form that reads back as the same double, UTF-8 not
/// escaped, a line feed at the end. kInvalidArgument for a number that is not finite, kBadEncoding
/// for a string that is not UTF-8.
Result<std::string> CanonicalJson(const nlohmann::json& value);

}  // namespace redquill

#endif  // REDQUILL_BASE_JSON_H_
