#ifndef REDQUILL_MODEL_ZIP_WRITER_H_
#define REDQUILL_MODEL_ZIP_WRITER_H_

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "base/error.h"

namespace redquill::model::zip {

/// Writes a zip archive file by file in the form that ReadDirectory accepts: the same calls give
/// the same bytes. Every file has the date 1980-01-01 and the mode 0644; the data of stored files
/// starts at a multiple of 64. Used by one thread.
class Writer {
 public:
  /// Takes the archive's bytes in their order.
  using Sink = std::function<Result<void>(std::string_view)>;

  /// Sizes and offsets from `zip64_from` on are written in 64 bits; lowered by tests only.
  explicit Writer(Sink sink, uint64_t zip64_from = 0xffffffff)
      : sink_(std::move(sink)), zip64_from_(zip64_from) {}

  /// Adds a file; `name` keeps the rule of model/file_path.h. Deflated unless `store`, or unless
  /// that would not make it smaller or would look like a zip bomb to a reader with the default
  /// limits. kInternal where zlib fails; the sink's errors.
  Result<void> Add(std::string_view name, std::string_view bytes, bool store);

  /// Writes the directory. Nothing may be added afterwards.
  Result<void> Finish();

 private:
  Result<void> Put(std::string_view bytes);
  std::string EndRecords(uint64_t directory_offset) const;

  Sink sink_;
  uint64_t zip64_from_;
  uint64_t offset_ = 0, entries_ = 0;
  std::string directory_;
};

}  // namespace redquill::model::zip

#endif  // REDQUILL_MODEL_ZIP_WRITER_H_
