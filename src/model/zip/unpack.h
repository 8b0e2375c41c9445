#ifndef REDQUILL_MODEL_ZIP_UNPACK_H_
#define REDQUILL_MODEL_ZIP_UNPACK_H_

#include <cstddef>
#include <optional>
#include <span>

#include "base/error.h"
#include "model/zip/aligned_bytes.h"
#include "model/zip/directory.h"

namespace redquill::model::zip {

/// A file's bytes: a view of the archive where they could be used in place, else with a copy.
struct Unpacked {
  std::span<const std::byte> bytes;
  std::optional<AlignedBytes> owned;
};

/// Whether a stored file's bytes may be used where they lie.
enum class InPlace { kNo, kYes };

/// The bytes of an entry that ReadDirectory returned for this archive, their CRC-32 checked.
/// Deflated files are inflated into exactly the declared size; stored ones that are not aligned in
/// memory are copied. kCorrupt where the data does not unpack to what is declared; kTooLarge where
/// there is no memory for it.
Result<Unpacked> Unpack(std::span<const std::byte> archive, const Entry& entry, InPlace in_place);

}  // namespace redquill::model::zip

#endif  // REDQUILL_MODEL_ZIP_UNPACK_H_
