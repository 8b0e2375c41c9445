#include "base/aws/role_json.h"

#include <utility>

#include "base/json.h"
#include "base/quote.h"

namespace redquill::aws {
namespace {

/// The string at `key`, moved out of the document; empty where there is none.
std::string Take(nlohmann::json* document, const char* key) {
  const auto at = document->find(key);
  if (at == document->end() || !at->is_string()) return {};
  return std::exchange(at->get_ref<std::string&>(), {});
}

}  // namespace

Result<Credentials> ReadRoleJson(std::string* body, std::string origin) {
  auto document = ParseJson(*body, {.bytes = 64 << 10, .depth = 4, .values = 100});
  WipeString(body);
  if (!document || !document->is_object()) {
    return Fail(Code::kCorrupt, origin + " answered with something other than a JSON object");
  }
  const std::string code = Take(&*document, "Code");
  if (!code.empty() && code != "Success") {
    return Fail(Code::kUnauthenticated, origin + " gives no credentials: " + Quoted(code));
  }
  Credentials credentials;
  credentials.origin = std::move(origin);
  credentials.access_key_id = Take(&*document, "AccessKeyId");
  std::string secret = Take(&*document, "SecretAccessKey");
  std::string token = Take(&*document, "Token");
  credentials.secret_access_key = Secret::Take(&secret);
  credentials.session_token = Secret::Take(&token);
  const std::string expires = Take(&*document, "Expiration");
  credentials.expires = ParseTimestamp(expires);
  if (credentials.access_key_id.empty() || credentials.secret_access_key.empty() ||
      (!expires.empty() && !credentials.expires)) {
    return Fail(Code::kCorrupt, credentials.origin +
                                    " answered without AccessKeyId and SecretAccessKey, or with "
                                    "an Expiration that is no time");
  }
  return credentials;
}

}  // namespace redquill::aws
