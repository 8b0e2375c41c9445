#ifndef REDQUILL_BASE_AWS_CREDENTIALS_H_
#define REDQUILL_BASE_AWS_CREDENTIALS_H_

#include <optional>
#include <string>

#include "base/aws/timestamp.h"
#include "base/secret.h"

namespace redquill::aws {

/// What a request is signed with. Move-only, as its secrets are.
struct Credentials {
  std::string access_key_id;
  Secret secret_access_key;
  Secret session_token;         ///< Empty for keys that last.
  std::optional<Time> expires;  ///< Nothing: never, as far as is known.
  bool fixed = false;           ///< Asking again can only give the same.
  std::string origin;           ///< Where they came from, for messages: "the environment".
};

}  // namespace redquill::aws

#endif  // REDQUILL_BASE_AWS_CREDENTIALS_H_
