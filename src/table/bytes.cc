#include "table/bytes.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace redquill::table {
namespace {

class File : public Bytes {
 public:
  File(int fd, std::string name) : fd_(fd), name_(std::move(name)) {}
  ~File() override {
    if (fd_ != STDIN_FILENO) ::close(fd_);
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;

  Result<size_t> Read(std::span<char> into) override {
    for (;;) {
      const ssize_t got = ::read(fd_, into.data(), into.size());
      if (got >= 0) return static_cast<size_t>(got);
      if (errno != EINTR) {
        return Fail(Code::kIo, name_ + " can't be read: " + std::strerror(errno));
      }
    }
  }

 private:
  int fd_;
  std::string name_;
};

class Memory : public Bytes {
 public:
  explicit Memory(std::string_view bytes) : left_(bytes) {}

  Result<size_t> Read(std::span<char> into) override {
    const size_t n = std::min(into.size(), left_.size());
    std::copy_n(left_.begin(), n, into.begin());
    left_.remove_prefix(n);
    return n;
  }

 private:
  std::string_view left_;
};

}  // namespace

Result<std::unique_ptr<Bytes>> OpenBytes(const std::string& path) {
  if (path == "-") return std::make_unique<File>(STDIN_FILENO, "the standard input");
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) {
    return Fail(errno == ENOENT ? Code::kNotFound : Code::kIo,
                path + " can't be opened: " + std::strerror(errno));
  }
  auto file = std::make_unique<File>(fd, path);
  struct stat status;
  if (::fstat(fd, &status) == 0 && S_ISDIR(status.st_mode)) {
    return Fail(Code::kInvalidArgument, path + " is a folder; a file is needed");
  }
  return file;
}

std::unique_ptr<Bytes> BytesInMemory(std::string_view bytes) {
  return std::make_unique<Memory>(bytes);
}

}  // namespace redquill::table
