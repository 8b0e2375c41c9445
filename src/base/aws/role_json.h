#ifndef REDQUILL_BASE_AWS_ROLE_JSON_H_
#define REDQUILL_BASE_AWS_ROLE_JSON_H_

#include <string>

#include "base/aws/credentials.h"
#include "base/error.h"

namespace redquill::aws {

/// Reads what the metadata services answer: an object with AccessKeyId, SecretAccessKey, Token and
/// Expiration, and for EC2 Code = "Success". Wipes `*body`. kCorrupt otherwise; the message holds
/// nothing of the body but the Code.
Result<Credentials> ReadRoleJson(std::string* body, std::string origin);

}  // namespace redquill::aws

#endif  // REDQUILL_BASE_AWS_ROLE_JSON_H_
