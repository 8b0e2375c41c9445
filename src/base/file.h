#ifndef REDQUILL_BASE_FILE_H_
#define REDQUILL_BASE_FILE_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "base/error.h"

namespace redquill {

/// The whole content of a regular file of at most `limit` bytes. kNotFound, kTooLarge (nothing is
/// read) or kIo; a folder is kInvalidArgument.
Result<std::string> ReadFile(const std::string& path, uint64_t limit);

/// Writes `bytes` so that `path` holds either its old content or all of the new one, whatever
/// happens in between (temporary file beside it, fsync, rename). kIo with the system's reason, for
/// instance a full disk; the temporary file is then gone.
Result<void> WriteFileAtomically(const std::string& path, std::string_view bytes);

}  // namespace redquill

#endif  // REDQUILL_BASE_FILE_H_
