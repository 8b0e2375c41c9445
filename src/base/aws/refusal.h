#ifndef REDQUILL_BASE_AWS_REFUSAL_H_
#define REDQUILL_BASE_AWS_REFUSAL_H_

#include <chrono>
#include <string>
#include <string_view>

#include "base/aws/timestamp.h"
#include "base/error.h"
#include "base/http_client.h"

namespace redquill::aws {

/// An answer of an AWS service other than success. Its text is the server's and not to be trusted.
struct Refusal {
  int status = 0;
  std::string code;     ///< "SlowDown"; empty where the body names none.
  std::string message;  ///< The server's sentence.
};

/// What a caller can do about it.
enum class Remedy {
  kNone,            ///< Nothing: an operator must act.
  kWait,            ///< Try again later: overload or a passing fault.
  kNewCredentials,  ///< Try again once with newly fetched credentials.
};
Remedy RemedyFor(const Refusal& refusal);

/// Seconds of a Retry-After header; 0 if there is none or it isn't a number; at most a minute.
std::chrono::milliseconds RetryAfter(const HttpResponse& response);

/// The refusal in words for the person who can mend it. `what` was asked for
/// ("s3://bucket/model.rqm"), `action` is the permission that it needs ("s3:GetObject"), `origin`
/// says whose credentials were used. A clock that is wrong is told by how much, from the answer's
/// Date header.
struct RefusedCall {
  std::string what, action, origin;
  Time now;
};
Error Explain(const RefusedCall& call, const Refusal& refusal, std::string_view date_header);

}  // namespace redquill::aws

#endif  // REDQUILL_BASE_AWS_REFUSAL_H_
