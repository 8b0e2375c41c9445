#include "base/atomic_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <utility>

namespace redquill {
namespace {

tl::unexpected<Error> SystemFailure(const std::string& path, std::string_view what) {
  const int reason = errno;
  return Fail(reason == ENOENT ? Code::kNotFound : Code::kIo,
              path + " " + std::string(what) + ": " + std::strerror(reason));
}

}  // namespace

Result<AtomicFile> AtomicFile::Create(std::string path) {
  std::string temporary = path + ".XXXXXX";
  const int fd = ::mkostemp(temporary.data(), O_CLOEXEC);
  if (fd < 0) return SystemFailure(path, "can't be written");
  return AtomicFile(std::move(path), std::move(temporary), fd);
}

AtomicFile::AtomicFile(AtomicFile&& other) noexcept
    : path_(std::move(other.path_)),
      temporary_(std::move(other.temporary_)),
      fd_(std::exchange(other.fd_, -1)) {}

AtomicFile::~AtomicFile() {
  if (fd_ < 0) return;
  ::close(fd_);
  ::unlink(temporary_.c_str());
}

Result<void> AtomicFile::Write(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t put = ::write(fd_, bytes.data(), bytes.size());
    if (put < 0 && errno == EINTR) continue;
    if (put < 0) return SystemFailure(path_, "can't be written");
    bytes.remove_prefix(static_cast<size_t>(put));
  }
  return {};
}

Result<void> AtomicFile::Commit() {
  if (::fchmod(fd_, 0644) != 0) return SystemFailure(path_, "can't be written");
  if (::fsync(fd_) != 0) return SystemFailure(path_, "can't be written");
  if (::rename(temporary_.c_str(), path_.c_str()) != 0) {
    return SystemFailure(path_, "can't be replaced");
  }
  ::close(std::exchange(fd_, -1));
  // The rename survives a power cut once its folder is on disk; some file systems can't sync one.
  const std::string folder = std::filesystem::path(path_).parent_path().string();
  const int fd = ::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd >= 0) {
    ::fsync(fd);
    ::close(fd);
  }
  return {};
}

}  // namespace redquill
