#ifndef REDQUILL_ARTIFACTS_LOCATION_H_
#define REDQUILL_ARTIFACTS_LOCATION_H_

#include <string>
#include <string_view>

#include "base/error.h"

namespace redquill::artifacts {

/// Where packages come from, as a person writes it.
struct Location {
  std::string folder;  ///< Of "file:/srv/models" or a plain path; empty for a bucket.
  std::string bucket;  ///< Of "s3://bucket/prefix"; empty for a folder.
  std::string prefix;  ///< Without slashes at its ends; empty: the whole bucket.

  bool in_bucket() const { return !bucket.empty(); }
  /// As ParseLocation reads it.
  std::string Text() const;
};

/// Reads a location. Anything without a scheme is a path. kInvalidArgument for another scheme, a
/// bucket's name that S3 doesn't allow (3 to 63 of [a-z0-9.-]) or a prefix with control characters.
Result<Location> ParseLocation(std::string_view text);

/// Whether the key of an object lies in the location: it is the prefix itself or lies below it.
bool Holds(const Location& location, std::string_view key);

}  // namespace redquill::artifacts

#endif  // REDQUILL_ARTIFACTS_LOCATION_H_
