#ifndef REDQUILL_ARTIFACTS_S3_ADDRESS_H_
#define REDQUILL_ARTIFACTS_S3_ADDRESS_H_

#include <string>
#include <string_view>

#include "base/error.h"
#include "base/url.h"

namespace redquill::artifacts::s3 {

/// Where a bucket's name stands in its URLs.
enum class Addressing {
  kAuto,     ///< kVirtual at AWS for names without dots (its certificates cover one label), else
             ///< kPath.
  kPath,     ///< https://endpoint/bucket/key
  kVirtual,  ///< https://bucket.endpoint/key
};

/// "auto", "path" or "virtual". kInvalidArgument for anything else.
Result<Addressing> ParseAddressing(std::string_view name);

/// The URL of a bucket (key empty) or of an object, below the path that the endpoint may have.
/// `own_endpoint`: not AWS's.
Url AddressOf(const Url& endpoint, bool own_endpoint, Addressing addressing,
              const std::string& bucket, std::string_view key);

}  // namespace redquill::artifacts::s3

#endif  // REDQUILL_ARTIFACTS_S3_ADDRESS_H_
