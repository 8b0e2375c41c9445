#ifndef REDQUILL_MODEL_ZIP_END_RECORD_H_
#define REDQUILL_MODEL_ZIP_END_RECORD_H_

#include <cstddef>
#include <cstdint>
#include <span>

#include "base/error.h"

namespace redquill::model::zip {

/// Where an archive's central directory lies and how many files it names.
struct Extent {
  uint64_t offset = 0, size = 0, entries = 0;
};

/// Reads the end of central directory record, and its zip64 forms where values are too large for
/// it. The directory lies within the archive and ends where these records start. kCorrupt,
/// kUnsupported (split archives).
Result<Extent> ReadEndRecord(std::span<const std::byte> archive);

}  // namespace redquill::model::zip

#endif  // REDQUILL_MODEL_ZIP_END_RECORD_H_
