#include "base/file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "base/atomic_file.h"

namespace redquill {
namespace {

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return fd_; }

 private:
  int fd_;
};

tl::unexpected<Error> SystemFailure(const std::string& path, std::string_view what) {
  const int reason = errno;
  return Fail(reason == ENOENT ? Code::kNotFound : Code::kIo,
              path + " " + std::string(what) + ": " + std::strerror(reason));
}

}  // namespace

Result<std::string> ReadFile(const std::string& path, uint64_t limit) {
  Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.get() < 0) return SystemFailure(path, "can't be opened");
  struct stat status;
  if (::fstat(file.get(), &status) != 0) return SystemFailure(path, "can't be read");
  if (S_ISDIR(status.st_mode)) {
    return Fail(Code::kInvalidArgument, path + " is a folder; a file is needed");
  }
  if (static_cast<uint64_t>(status.st_size) > limit) {
    return Fail(Code::kTooLarge, path + " has " + std::to_string(status.st_size) +
                                     " bytes; at most " + std::to_string(limit) + " are read");
  }
  std::string bytes;
  char buffer[1 << 16];
  for (;;) {
    const ssize_t got = ::read(file.get(), buffer, sizeof buffer);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return SystemFailure(path, "can't be read");
    if (got == 0) return bytes;
    if (bytes.size() + static_cast<size_t>(got) > limit) {
      return Fail(Code::kTooLarge, path + " has more than " + std::to_string(limit) + " bytes");
    }
    bytes.append(buffer, static_cast<size_t>(got));
  }
}

Result<void> WriteFileAtomically(const std::string& path, std::string_view bytes) {
  auto file = AtomicFile::Create(path);
  if (!file) return Failure(file.error());
  if (auto written = file->Write(bytes); !written) return written;
  return file->Commit();
}

}  // namespace redquill
