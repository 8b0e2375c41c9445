#ifndef REDQUILL_ARTIFACTS_S3_BUCKET_H_
#define REDQUILL_ARTIFACTS_S3_BUCKET_H_

#include <atomic>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "artifacts/s3/address.h"
#include "artifacts/s3/answers.h"
#include "base/aws/session.h"
#include "base/backoff.h"
#include "base/error.h"
#include "base/http_client.h"
#include "base/random.h"

namespace redquill::artifacts::s3 {

struct BucketSettings {
  std::string bucket;
  Addressing addressing = Addressing::kAuto;
  Backoff backoff;
  const std::atomic<bool>* cancel = nullptr;  ///< Once true, calls end with kCancelled in ≤ 1 s.
};

/// What takes an object's bytes.
class Receiver {
 public:
  virtual ~Receiver() = default;
  /// How many of the object's bytes are there; the next Take brings those behind them.
  virtual uint64_t received() const = 0;
  /// The server begins again from the first byte.
  virtual Result<void> StartOver() = 0;
  virtual Result<void> Take(std::string_view bytes) = 0;
};

/// What a bucket says of an object's content.
struct Declared {
  std::string etag;
  uint64_t bytes = 0;  ///< Content-Length; of a 206 answer those of the part.
  /// From x-amz-checksum-sha256 (of the whole object, not of an upload's parts), else from the
  /// metadata "sha256"; 64 hexadecimal digits, or empty where the bucket says nothing.
  std::string sha256;
};

/// Reads a bucket of any S3-compatible server. Overload (503 SlowDown, honouring Retry-After), cut
/// connections and stalls are tried again by the backoff, whose attempts count anew whenever bytes
/// came; refused credentials once after they were renewed. Used by one thread at a time; borrows
/// the session, which several may share.
///
/// Errors: kNotFound, kForbidden (naming the permission), kUnauthenticated, kInvalidArgument
/// (another region), kUnavailable, kTimeout, kCancelled; each names the location.
class Bucket {
 public:
  Bucket(aws::Session* session, BucketSettings settings);

  /// Every object whose key begins with `prefix`, in byte order. kTooLarge over 100,000.
  Result<std::vector<Object>> List(const std::string& prefix);

  Result<Declared> Head(const std::string& key);

  /// Brings an object from byte receiver->received() on, going on after every break where the last
  /// byte left off. kConflict where the object's ETag is no longer the listed one; kCorrupt where
  /// the server sends more or other bytes than it lists.
  Result<Declared> Get(const Object& object, Receiver* receiver);

 private:
  struct Call;
  Result<HttpResponse> Make(const Call& call);
  Result<void> Wait(std::chrono::milliseconds time) const;

  aws::Session* session_;
  BucketSettings settings_;
  HttpClient client_;
  Random random_;
};

}  // namespace redquill::artifacts::s3

#endif  // REDQUILL_ARTIFACTS_S3_BUCKET_H_
