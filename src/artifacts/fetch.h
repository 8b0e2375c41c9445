#ifndef REDQUILL_ARTIFACTS_FETCH_H_
#define REDQUILL_ARTIFACTS_FETCH_H_

#include <functional>
#include <optional>
#include <string>

#include "artifacts/index.h"
#include "artifacts/s3/bucket.h"
#include "base/error.h"
#include "model/import/plain_model.h"

namespace redquill::artifacts {

/// One object to bring into a mirror.
struct Order {
  s3::Object object;
  std::string digest_key;  ///< Of the object that holds its SHA-256; empty if there is none.
  bool plain = false;      ///< A zip that becomes a package here.
  std::optional<s3::Object> tokenizer;  ///< Of a plain one whose tokenizer is in another object.
};

/// Makes a package file of a model in ordinary zips.
using Packing =
    std::function<Result<void>(const model::PlainModel& from, const std::string& package)>;

/// What an order is known by when it is met again: the ETags of its objects.
std::string TagOf(const Order& order);
/// Bytes of its objects.
uint64_t SizeOf(const Order& order);

/// Downloads a package, verifies it, unpacks it below `folder`/packages and deletes the archive.
/// A digest that doesn't match is kCorrupt and leaves nothing behind. `told` hears how many bytes
/// are there. `pack` is needed for plain orders only.
Result<Fetched> FetchPackage(s3::Bucket* bucket, const Order& order, const std::string& folder,
                             const Packing& pack, const std::function<void(uint64_t)>& told);

/// The name of an object's download under incoming/: one for each key and content.
std::string PartName(const s3::Object& object);

}  // namespace redquill::artifacts

#endif  // REDQUILL_ARTIFACTS_FETCH_H_
