#include "artifacts/part_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>
#include <vector>

namespace redquill::artifacts {
namespace {

tl::unexpected<Error> SystemFailure(const std::string& path) {
  const int reason = errno;
  return Fail(reason == ENOENT ? Code::kNotFound : Code::kIo,
              path + " can't be written: " + std::strerror(reason));
}

}  // namespace

Result<std::unique_ptr<PartFile>> PartFile::Open(std::string path, uint64_t size, Told told) {
  const int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (fd < 0) return SystemFailure(path);
  std::unique_ptr<PartFile> part(new PartFile(std::move(path), fd, std::move(told)));
  if (auto read = part->ReadExisting(size); !read) return Failure(read.error());
  return part;
}

PartFile::PartFile(std::string path, int fd, Told told)
    : path_(std::move(path)), fd_(fd), told_(std::move(told)), sha_(std::make_unique<Sha256>()) {}

PartFile::~PartFile() { ::close(fd_); }

Result<void> PartFile::ReadExisting(uint64_t size) {
  struct stat status;
  if (::fstat(fd_, &status) != 0) return SystemFailure(path_);
  if (static_cast<uint64_t>(status.st_size) > size) return StartOver();
  std::vector<char> buffer(1 << 18);
  while (true) {
    const ssize_t got = ::pread(fd_, buffer.data(), buffer.size(), static_cast<off_t>(received_));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return SystemFailure(path_);
    if (got == 0) break;
    sha_->Update(std::string_view(buffer.data(), static_cast<size_t>(got)));
    received_ += static_cast<uint64_t>(got);
  }
  if (told_) told_(received_);
  return {};
}

Result<void> PartFile::StartOver() {
  if (::ftruncate(fd_, 0) != 0) return SystemFailure(path_);
  received_ = 0;
  sha_ = std::make_unique<Sha256>();
  if (told_) told_(received_);
  return {};
}

Result<void> PartFile::Take(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t put = ::write(fd_, bytes.data(), bytes.size());
    if (put < 0 && errno == EINTR) continue;
    if (put < 0) return SystemFailure(path_);
    sha_->Update(bytes.substr(0, static_cast<size_t>(put)));
    received_ += static_cast<uint64_t>(put);
    bytes.remove_prefix(static_cast<size_t>(put));
  }
  if (told_) told_(received_);
  return {};
}

}  // namespace redquill::artifacts
