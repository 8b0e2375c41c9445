#ifndef REDQUILL_BASE_BASE64_H_
#define REDQUILL_BASE_BASE64_H_

#include <string>
#include <string_view>

#include "base/error.h"

namespace redquill {

/// The bytes of a text in base64 (RFC 4648, section 4), padded, without line breaks.
/// kInvalidArgument for anything else; the message doesn't repeat the text.
Result<std::string> Base64Decode(std::string_view text);

/// `bytes` in base64, padded, without line breaks.
std::string Base64Encode(std::string_view bytes);

}  // namespace redquill

#endif  // REDQUILL_BASE_BASE64_H_
