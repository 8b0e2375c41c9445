#ifndef REDQUILL_BASE_AWS_SIGV4_H_
#define REDQUILL_BASE_AWS_SIGV4_H_

#include <string>
#include <string_view>

#include "base/aws/credentials.h"
#include "base/aws/timestamp.h"
#include "base/http_client.h"

namespace redquill::aws {

/// Where and for what a signature holds.
struct Scope {
  std::string region;   ///< "eu-central-1"
  std::string service;  ///< "s3", "secretsmanager"
};

/// Signs a request by Signature Version 4 (AWS General Reference, "Create a signed AWS API
/// request"): adds X-Amz-Date, X-Amz-Security-Token where there is one, for S3
/// X-Amz-Content-Sha256, and Authorization, which covers Host, the body and every header that the
/// request has. Call it last, once a sending.
///
/// The URL's path and query must be in the encoded form in which they are sent. For every service
/// but S3 the path is encoded once more, as the specification asks; it may hold no "." segments.
void Sign(const Credentials& credentials, const Scope& scope, Time now, HttpRequest* request);

/// The first of the specification's two intermediate forms, for tests and for reading a refusal.
std::string CanonicalRequest(const HttpRequest& request, const Scope& scope);

}  // namespace redquill::aws

#endif  // REDQUILL_BASE_AWS_SIGV4_H_
