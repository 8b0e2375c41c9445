#ifndef REDQUILL_BASE_PRIVATE_FILE_H_
#define REDQUILL_BASE_PRIVATE_FILE_H_

#include <cstdint>
#include <string>

#include "base/error.h"
#include "base/secret.h"

namespace redquill {

/// A file that holds secrets.
struct PrivateFile {
  Secret bytes;
  /// What to tell the operator if others on the machine may read or change the file, with the
  /// command that mends it; empty if only its owner may.
  std::string warning;
};

/// Reads a regular file of at most `limit` bytes. Errors as ReadFile.
Result<PrivateFile> ReadPrivateFile(const std::string& path, uint64_t limit);

}  // namespace redquill

#endif  // REDQUILL_BASE_PRIVATE_FILE_H_
