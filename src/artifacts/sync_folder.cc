#include "artifacts/sync_folder.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <system_error>
#include <utility>

namespace redquill::artifacts {
namespace {

namespace fs = std::filesystem;

void SyncFolder(const std::string& path) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return;  // Some file systems can't sync a folder.
  ::fsync(fd);
  ::close(fd);
}

}  // namespace

Result<void> MakeFolders(const std::string& path) {
  std::error_code error;
  fs::create_directories(path, error);
  if (!error) return {};
  return Fail(Code::kIo, "the folder " + path + " can't be made: " + error.message() +
                             "; name another one with artifacts.cache");
}

Result<void> PlaceFolder(const std::string& finished, const std::string& place) {
  const std::string parent = fs::path(place).parent_path().string();
  if (auto made = MakeFolders(parent); !made) return made;
  SyncFolder(finished);
  if (::rename(finished.c_str(), place.c_str()) != 0) {
    if (errno != EEXIST && errno != ENOTEMPTY) {
      return Fail(Code::kIo, place + " can't be made: " + std::strerror(errno));
    }
    std::error_code ignored;
    fs::remove_all(finished, ignored);
  }
  SyncFolder(parent);
  return {};
}

void DiscardFolder(const std::string& place, const std::string& aside) {
  const std::string rubbish = aside + "/" + fs::path(place).filename().string() + ".gone";
  std::error_code ignored;
  fs::remove_all(rubbish, ignored);  // Of one that was killed while it deleted the same.
  fs::rename(place, rubbish, ignored);
  fs::remove_all(rubbish, ignored);
}

Result<uint64_t> FreeBytes(const std::string& path) {
  struct statvfs status;
  if (::statvfs(path.c_str(), &status) != 0) {
    return Fail(Code::kIo, path + " can't be looked at: " + std::strerror(errno));
  }
  return static_cast<uint64_t>(status.f_bavail) * status.f_frsize;
}

Result<FolderLock> FolderLock::Take(const std::string& folder) {
  const std::string path = folder + "/lock";
  const int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  if (fd < 0) {
    return Fail(Code::kIo, path + " can't be written: " + std::strerror(errno) +
                               "; name another folder with artifacts.cache");
  }
  while (::flock(fd, LOCK_EX) != 0) {
    if (errno == EINTR) continue;
    const int reason = errno;
    ::close(fd);
    return Fail(Code::kIo, path + " can't be locked: " + std::strerror(reason));
  }
  return FolderLock(fd);
}

FolderLock::FolderLock(FolderLock&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
FolderLock::~FolderLock() {
  if (fd_ >= 0) ::close(fd_);
}

}  // namespace redquill::artifacts
