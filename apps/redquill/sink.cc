#include "redquill/sink.h"

#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace redquill::app {

Result<Sink> Sink::Open(const std::string& path) {
  Sink sink;
  if (path.empty()) return sink;
  auto file = AtomicFile::Create(path);
  if (!file) return Failure(file.error());
  sink.file_.emplace(std::move(*file));
  return sink;
}

Result<bool> Sink::Write(std::string_view text) {
  if (file_) {
    auto written = file_->Write(text);
    if (!written) return Failure(written.error());
    return true;
  }
  // Not through stdio: after a failure that would no longer say which of the two it was.
  while (!text.empty()) {
    const ssize_t put = ::write(STDOUT_FILENO, text.data(), text.size());
    if (put >= 0) {
      text.remove_prefix(static_cast<size_t>(put));
    } else if (errno == EPIPE) {
      return false;
    } else if (errno != EINTR) {
      return Fail(Code::kIo, std::string("The output can't be written: ") + std::strerror(errno));
    }
  }
  return true;
}

Result<void> Sink::Close() {
  if (!file_) return {};
  return file_->Commit();
}

}  // namespace redquill::app
