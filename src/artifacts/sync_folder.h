#ifndef REDQUILL_ARTIFACTS_SYNC_FOLDER_H_
#define REDQUILL_ARTIFACTS_SYNC_FOLDER_H_

#include <string>

#include "base/error.h"

namespace redquill::artifacts {

/// Makes a folder and those above it. kIo with the system's reason.
Result<void> MakeFolders(const std::string& path);

/// Gives a finished folder its place by one rename, for good. Where a folder is there already,
/// which can only be the same content, the new one goes away. kIo.
Result<void> PlaceFolder(const std::string& finished, const std::string& place);

/// Takes a folder from its place by one rename, into `aside`, and deletes it there: killed at any
/// moment, its place has all of it or nothing. What stays in `aside` is rubbish.
void DiscardFolder(const std::string& place, const std::string& aside);

/// Bytes that this user may still write below `path`.
Result<uint64_t> FreeBytes(const std::string& path);

/// Holds a lock file (flock) until it goes; the system frees it if the process dies.
class FolderLock {
 public:
  /// Waits for whoever holds it. kIo where the folder can't be written to.
  static Result<FolderLock> Take(const std::string& folder);
  FolderLock(FolderLock&& other) noexcept;
  FolderLock& operator=(FolderLock&&) = delete;
  ~FolderLock();

 private:
  explicit FolderLock(int fd) : fd_(fd) {}
  int fd_;
};

}  // namespace redquill::artifacts

#endif  // REDQUILL_ARTIFACTS_SYNC_FOLDER_H_
