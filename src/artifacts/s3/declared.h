#ifndef REDQUILL_ARTIFACTS_S3_DECLARED_H_
#define REDQUILL_ARTIFACTS_S3_DECLARED_H_

#include <cstdint>

#include "artifacts/s3/bucket.h"

namespace redquill::artifacts::s3 {

/// What the headers of an answer to HEAD or GET say of the object's content.
Declared DeclaredBy(const HttpResponse& response);

/// Whether a 206 answer holds the bytes from `from` to the end of an object of `size` bytes:
/// kCorrupt where it says that it holds others.
Result<void> CheckContentRange(const HttpResponse& response, uint64_t from, uint64_t size);

}  // namespace redquill::artifacts::s3

#endif  // REDQUILL_ARTIFACTS_S3_DECLARED_H_
