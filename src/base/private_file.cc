#include "base/private_file.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include "base/file.h"

namespace redquill {

Result<PrivateFile> ReadPrivateFile(const std::string& path, uint64_t limit) {
  auto bytes = ReadFile(path, limit);
  if (!bytes) return Failure(std::move(bytes).error());
  PrivateFile file{Secret::Take(&*bytes), {}};
  struct stat info {};
  constexpr mode_t kOthers = S_IRWXG | S_IRWXO;
  if (::stat(path.c_str(), &info) == 0 && (info.st_mode & kOthers) != 0) {
    file.warning = fmt::format(
        "{} holds a secret and is open to others (mode {:04o}); close it with: chmod 600 {}", path,
        info.st_mode & 07777, path);
  }
  return file;
}

}  // namespace redquill
