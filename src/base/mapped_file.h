#ifndef REDQUILL_BASE_MAPPED_FILE_H_
#define REDQUILL_BASE_MAPPED_FILE_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "base/error.h"

namespace redquill {

/// A regular file's bytes, mapped read-only; paged in when touched. Keeps the file that was opened
/// even if its name goes to another or away. Reading a part that someone cut off in place meanwhile
/// ends the program (SIGBUS): map only files that are replaced, not edited. Const after opening.
class MappedFile {
 public:
  /// kNotFound, kIo; kInvalidArgument where `path` is not a regular file (a folder, a device, a
  /// pipe); kTooLarge above `limit` bytes.
  static Result<MappedFile> Open(const std::string& path, uint64_t limit);

  MappedFile(MappedFile&& other) noexcept;
  MappedFile& operator=(MappedFile&&) = delete;
  ~MappedFile();

  /// Starts at a page boundary; empty for an empty file.
  std::span<const std::byte> bytes() const { return bytes_; }

 private:
  explicit MappedFile(std::span<const std::byte> bytes) : bytes_(bytes) {}

  std::span<const std::byte> bytes_;
};

}  // namespace redquill

#endif  // REDQUILL_BASE_MAPPED_FILE_H_
