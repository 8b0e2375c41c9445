#ifndef REDQUILL_HTTP_ACCESS_API_KEYS_H_
#define REDQUILL_HTTP_ACCESS_API_KEYS_H_

#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/secret.h"
#include "http/access/scope.h"

namespace redquill::http {

/// What a server keeps of a key: not the key, but its SHA-256. A key is 256 random bits, so there
/// is nothing to guess and a slow hash (argon2, bcrypt) would protect nothing; it would only make
/// each request dear (docs/decisions/ has more).
struct ApiKey {
  std::string name;    ///< Whose: 1 to 64 of [A-Za-z0-9._-].
  std::string sha256;  ///< Of the key's text, 64 hexadecimal digits.
  std::vector<Scope> scopes;
  double per_second = 0;  ///< Requests it may make on average; 0: any number.
  double burst = 0;       ///< At once after a pause; with per_second.
  std::string created;    ///< "2026-01-31T12:00:00Z".
};

/// A fresh key and what to keep of it. The text is "rq_" and 64 hexadecimal digits.
struct IssuedKey {
  ApiKey kept;
  Secret text;
};

/// kInvalidArgument for a name, rate or burst that breaks the rules above, or no scope.
Result<IssuedKey> IssueKey(ApiKey wanted);

/// Reads the file of keys, a JSON object {"keys": [...]}. kNotFound where there is none; kCorrupt
/// with what stands wrong, also where a name stands twice.
Result<std::vector<ApiKey>> ReadKeys(const std::string& path);

/// Writes it as a whole: the old one stands until the new one is on the disk.
Result<void> WriteKeys(const std::string& path, const std::vector<ApiKey>& keys);

}  // namespace redquill::http

#endif  // REDQUILL_HTTP_ACCESS_API_KEYS_H_
