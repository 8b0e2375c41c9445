#ifndef REDQUILL_CONFIG_SECRETS_MANAGER_H_
#define REDQUILL_CONFIG_SECRETS_MANAGER_H_

#include <string>
#include <string_view>

#include "base/aws/session.h"
#include "base/backoff.h"
#include "base/error.h"
#include "base/secret.h"

namespace redquill::config {

/// Fetches the current version of a secret from AWS Secrets Manager (GetSecretValue): its string,
/// or the bytes of its binary form. Overload and cut connections are tried again by `backoff`, and
/// refused credentials once after they were renewed. kNotFound, kForbidden (the message names the
/// permission), kUnauthenticated, kUnavailable.
Result<Secret> FetchSecret(aws::Session* session, const std::string& name,
                           const Backoff& backoff = {std::chrono::milliseconds(100),
                                                     std::chrono::milliseconds(2'000), 5});

/// A member of a secret that is a JSON object: a string's bytes, a number or a boolean as written.
/// kInvalidArgument where the secret is no JSON object; kNotFound lists the members there are.
Result<Secret> MemberOfSecret(const Secret& whole, std::string_view key);

}  // namespace redquill::config

#endif  // REDQUILL_CONFIG_SECRETS_MANAGER_H_
