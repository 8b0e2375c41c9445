#ifndef REDQUILL_TABLE_BYTES_H_
#define REDQUILL_TABLE_BYTES_H_

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "base/error.h"

namespace redquill::table {

/// Where a table's bytes come from, read once from front to back. One thread at a time.
class Bytes {
 public:
  virtual ~Bytes() = default;
  /// Fills at most `into`; how many bytes were read, 0 at the end only. kIo if the system refuses.
  virtual Result<size_t> Read(std::span<char> into) = 0;
};

/// A file, or with path "-" the standard input. kNotFound, kIo, or kInvalidArgument for a folder.
Result<std::unique_ptr<Bytes>> OpenBytes(const std::string& path);

/// `bytes` is borrowed and has to outlive the result.
std::unique_ptr<Bytes> BytesInMemory(std::string_view bytes);

}  // namespace redquill::table

#endif  // REDQUILL_TABLE_BYTES_H_
