#ifndef REDQUILL_BASE_AWS_METADATA_H_
#define REDQUILL_BASE_AWS_METADATA_H_

#include <optional>
#include <string>

#include "base/aws/credentials.h"
#include "base/environment.h"
#include "base/error.h"

namespace redquill::aws {

/// Where the credentials of a role come from on AWS's own machines. Each function gives nothing
/// where it doesn't apply (no such service here), and an error where the service is there but
/// didn't give what it should: then nothing else is tried. Neither uses a proxy.

/// The role of an ECS task or an EKS pod: AWS_CONTAINER_CREDENTIALS_RELATIVE_URI (on 169.254.170.2)
/// or AWS_CONTAINER_CREDENTIALS_FULL_URI, with AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE or
/// AWS_CONTAINER_AUTHORIZATION_TOKEN. A full URI over plain HTTP must lead to this machine or to
/// one of the addresses that ECS and EKS use, since the answer is a secret.
Result<std::optional<Credentials>> ContainerRole(const Environment& environment);

/// The role of an EC2 instance, by version 2 of its metadata service only (a session token first,
/// got by PUT). AWS_EC2_METADATA_SERVICE_ENDPOINT moves it, AWS_EC2_METADATA_DISABLED=true leaves
/// it out. Gives up within about 2 s where there is no such service.
Result<std::optional<Credentials>> InstanceRole(const Environment& environment);

/// The region that the instance is in, by the same service.
Result<std::optional<std::string>> InstanceRegion(const Environment& environment);

}  // namespace redquill::aws

#endif  // REDQUILL_BASE_AWS_METADATA_H_
