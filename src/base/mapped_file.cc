#include "base/mapped_file.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

namespace redquill {
namespace {

tl::unexpected<Error> SystemFailure(const std::string& path) {
  const int reason = errno;
  return Fail(reason == ENOENT || reason == ENOTDIR ? Code::kNotFound : Code::kIo,
              path + " can't be opened: " + std::strerror(reason));
}

Result<std::span<const std::byte>> Map(int fd, const std::string& path, uint64_t limit) {
  struct stat status;
  if (::fstat(fd, &status) != 0) return SystemFailure(path);
  if (!S_ISREG(status.st_mode)) {
    return Fail(Code::kInvalidArgument, path + " is not a regular file; one is needed");
  }
  const auto size = static_cast<uint64_t>(status.st_size);
  if (size > limit) {
    return Fail(Code::kTooLarge, path + " has " + std::to_string(size) + " bytes; at most " +
                                     std::to_string(limit) + " are read");
  }
  if (size == 0) return std::span<const std::byte>();
  void* start = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, fd, 0);
  if (start == MAP_FAILED) return SystemFailure(path);
  return std::span(static_cast<const std::byte*>(start), size);
}

}  // namespace

Result<MappedFile> MappedFile::Open(const std::string& path, uint64_t limit) {
  // O_NONBLOCK: opening a pipe without a writer would wait for one.
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (fd < 0) return SystemFailure(path);
  auto bytes = Map(fd, path, limit);
  ::close(fd);
  if (!bytes) return Failure(bytes.error());
  return MappedFile(*bytes);
}

MappedFile::MappedFile(MappedFile&& other) noexcept : bytes_(std::exchange(other.bytes_, {})) {}

MappedFile::~MappedFile() {
  if (!bytes_.empty()) ::munmap(const_cast<std::byte*>(bytes_.data()), bytes_.size());
}

}  // namespace redquill
