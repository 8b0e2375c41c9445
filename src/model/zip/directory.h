#ifndef REDQUILL_MODEL_ZIP_DIRECTORY_H_
#define REDQUILL_MODEL_ZIP_DIRECTORY_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/error.h"
#include "model/limits.h"

namespace redquill::model::zip {

/// A file in an archive.
struct Entry {
  std::string name;
  bool deflated = false;  ///< Else stored.
  uint32_t crc = 0;       ///< CRC-32 of the unpacked bytes.
  uint64_t packed = 0;    ///< Bytes in the archive.
  uint64_t size = 0;      ///< Bytes unpacked.
  uint64_t offset = 0;    ///< Where the packed bytes start in the archive.
};

/// Reads an archive's directory, much more strictly than zip asks: every byte of the archive
/// belongs to a file's header, a file's data or the directory, which therefore can be read in only
/// one way. Files lie in the directory's order from offset 0 without gaps; headers agree with the
/// directory; no comments, data descriptors, encryption, folders, links or devices; names by the
/// rule of model/file_path.h, none twice (case aside).
///
/// Allocates no more than the directory's names. kTooLarge over a limit (declared sizes, which
/// unpacking holds to), kUnsupported for encryption, another compression and the like, kCorrupt for
/// everything else.
Result<std::vector<Entry>> ReadDirectory(std::span<const std::byte> archive, const Limits& limits);

}  // namespace redquill::model::zip

#endif  // REDQUILL_MODEL_ZIP_DIRECTORY_H_
