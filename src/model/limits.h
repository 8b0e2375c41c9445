#ifndef REDQUILL_MODEL_LIMITS_H_
#define REDQUILL_MODEL_LIMITS_H_

#include <cstdint>

namespace redquill::model {

/// What a package may cost the machine that opens it. Each is checked against what the archive
/// declares before anything is allocated for it; over one is kTooLarge.
struct Limits {
  uint64_t archive_bytes = uint64_t{16} << 30;
  uint64_t files = 256;                       ///< The manifest included.
  uint64_t file_bytes = uint64_t{16} << 30;   ///< One file, unpacked.
  uint64_t total_bytes = uint64_t{16} << 30;  ///< All files, unpacked.
  uint64_t inflated_bytes = uint64_t{1}
                            << 30;  ///< All compressed files together, unpacked in memory.
  uint64_t ratio = 200;             ///< Unpacked to packed, for files over 1 MiB.
};

}  // namespace redquill::model

#endif  // REDQUILL_MODEL_LIMITS_H_
