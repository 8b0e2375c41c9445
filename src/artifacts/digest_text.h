#ifndef REDQUILL_ARTIFACTS_DIGEST_TEXT_H_
#define REDQUILL_ARTIFACTS_DIGEST_TEXT_H_

#include <optional>
#include <string>
#include <string_view>

namespace redquill::artifacts {

/// The SHA-256 that a text begins with, as `sha256sum` writes it ("<64 digits>  name") or alone, in
/// lower case; nothing for any other text.
std::optional<std::string> DigestIn(std::string_view text);

}  // namespace redquill::artifacts

#endif  // REDQUILL_ARTIFACTS_DIGEST_TEXT_H_
