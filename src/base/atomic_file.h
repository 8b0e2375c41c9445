#ifndef REDQUILL_BASE_ATOMIC_FILE_H_
#define REDQUILL_BASE_ATOMIC_FILE_H_

#include <string>
#include <string_view>

#include "base/error.h"

namespace redquill {

/// A file written piece by piece that takes its name only when it is whole: until Commit the bytes
/// go to a temporary file beside `path`, which the destructor removes. Used by one thread.
class AtomicFile {
 public:
  /// kIo or kNotFound where the folder can't be written to.
  static Result<AtomicFile> Create(std::string path);

  AtomicFile(AtomicFile&& other) noexcept;
  AtomicFile& operator=(AtomicFile&&) = delete;
  ~AtomicFile();

  /// kIo with the system's reason, for instance a full disk.
  Result<void> Write(std::string_view bytes);

  /// Makes the bytes durable (fsync), gives them the mode 0644 and the name, and makes the name
  /// durable. On failure the old content stands. Nothing may be written afterwards.
  Result<void> Commit();

 private:
  AtomicFile(std::string path, std::string temporary, int fd)
      : path_(std::move(path)), temporary_(std::move(temporary)), fd_(fd) {}

  std::string path_, temporary_;
  int fd_;  // -1: committed or moved from.
};

}  // namespace redquill

#endif  // REDQUILL_BASE_ATOMIC_FILE_H_
