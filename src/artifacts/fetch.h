#ifndef REDQUILL_ARTIFACTS_FETCH_H_
#define REDQUILL_ARTIFACTS_FETCH_H_

#include <functional>
#include <string>

#include "artifacts/index.h"
#include "artifacts/s3/bucket.h"
#include "base/error.h"

namespace redquill::artifacts {

/// One object to bring into a mirror.
struct Order {
  s3::Object object;
  std::string digest_key;  ///< Of the object that holds its SHA-256; empty if there is none.
};

/// Downloads a package, verifies it, unpacks it below `folder`/packages and deletes the archive.
/// A digest that doesn't match is kCorrupt and leaves nothing behind. `told` hears how many bytes
/// are there.
Result<Fetched> FetchPackage(s3::Bucket* bucket, const Order& order, const std::string& folder,
                             const std::function<void(uint64_t)>& told);

/// The name of an object's download under incoming/: one for each key and content.
std::string PartName(const s3::Object& object);

}  // namespace redquill::artifacts

#endif  // REDQUILL_ARTIFACTS_FETCH_H_
