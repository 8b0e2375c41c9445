#ifndef REDQUILL_ARTIFACTS_PART_FILE_H_
#define REDQUILL_ARTIFACTS_PART_FILE_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "artifacts/s3/bucket.h"
#include "base/error.h"
#include "base/sha256.h"

namespace redquill::artifacts {

/// A download in work: a file that grows at its end, and the SHA-256 of what it holds. What an
/// earlier process left is gone on with. Used by one thread.
class PartFile : public s3::Receiver {
 public:
  /// Told how many bytes there are now; may be empty.
  using Told = std::function<void(uint64_t received)>;

  /// Opens or makes the file, and reads what it holds. Content over `size` bytes is thrown away.
  /// kIo, kNotFound where the folder can't be written to.
  static Result<std::unique_ptr<PartFile>> Open(std::string path, uint64_t size, Told told);
  ~PartFile() override;

  uint64_t received() const override { return received_; }
  Result<void> StartOver() override;
  /// kIo with the system's reason, for instance a full disk.
  Result<void> Take(std::string_view bytes) override;

  /// The SHA-256 of the whole, after which nothing more may come.
  std::string FinishHex() { return sha_->FinishHex(); }
  const std::string& path() const { return path_; }

 private:
  PartFile(std::string path, int fd, Told told);
  Result<void> ReadExisting(uint64_t size);

  std::string path_;
  int fd_;
  Told told_;
  uint64_t received_ = 0;
  std::unique_ptr<Sha256> sha_;
};

}  // namespace redquill::artifacts

#endif  // REDQUILL_ARTIFACTS_PART_FILE_H_
