#include "model/zip/end_record.h"

#include "model/zip/format.h"

namespace redquill::model::zip {
namespace {

struct End {
  Extent extent;
  bool in_64 = false;  ///< Some value was too large and stands in the zip64 record.
};

Result<End> ReadEnd(std::span<const std::byte> archive) {
  if (archive.size() < kEndBytes) return Fail(Code::kCorrupt, "too short to be a zip archive");
  Fields in(archive.last(kEndBytes));
  if (in.U32() != kEndSignature) {
    return Fail(Code::kCorrupt,
                "does not end like a zip archive: it was cut short, or something stands behind it");
  }
  const uint16_t disk = in.U16(), directory_disk = in.U16();
  const uint16_t entries_here = in.U16(), entries = in.U16();
  const uint32_t size = in.U32(), offset = in.U32();
  if (disk != 0 || directory_disk != 0 || entries_here != entries) {
    return Fail(Code::kUnsupported, "is one part of a split archive");
  }
  if (in.U16() != 0) return Fail(Code::kCorrupt, "has an archive comment, which packages don't");
  return End{.extent = {.offset = offset, .size = size, .entries = entries},
             .in_64 = entries == kCountIn64 || size == kIn64 || offset == kIn64};
}

tl::unexpected<Error> Damaged64() {
  return Fail(Code::kCorrupt, "has damaged zip64 records at its end");
}

/// The zip64 record and its locator stand right before the end record at `end`.
Result<Extent> ReadEnd64(std::span<const std::byte> archive, uint64_t end, const Extent& small) {
  if (end < kEnd64Bytes + kLocator64Bytes) return Damaged64();
  const uint64_t start = end - kLocator64Bytes - kEnd64Bytes;
  Fields locator(archive.subspan(end - kLocator64Bytes, kLocator64Bytes));
  if (locator.U32() != kLocator64Signature || locator.U32() != 0 || locator.U64() != start ||
      locator.U32() != 1) {
    return Damaged64();
  }
  Fields in(archive.subspan(start, kEnd64Bytes));
  if (in.U32() != kEnd64Signature || in.U64() != kEnd64Bytes - 12) return Damaged64();
  in.Bytes(4);  // Versions made by and needed.
  const uint32_t disk = in.U32(), directory_disk = in.U32();
  const uint64_t entries_here = in.U64(), entries = in.U64();
  const Extent extent{.size = in.U64(), .entries = entries};
  const uint64_t offset = in.U64();
  const bool agree = (small.entries == kCountIn64 || small.entries == entries) &&
                     (small.size == kIn64 || small.size == extent.size) &&
                     (small.offset == kIn64 || small.offset == offset);
  if (disk != 0 || directory_disk != 0 || entries_here != entries || !agree) return Damaged64();
  return Extent{.offset = offset, .size = extent.size, .entries = entries};
}

}  // namespace

Result<Extent> ReadEndRecord(std::span<const std::byte> archive) {
  const auto end = ReadEnd(archive);
  if (!end) return Failure(end.error());
  Extent extent = end->extent;
  uint64_t directory_end = archive.size() - kEndBytes;
  if (end->in_64) {
    const auto large = ReadEnd64(archive, directory_end, extent);
    if (!large) return Failure(large.error());
    extent = *large;
    directory_end -= kEnd64Bytes + kLocator64Bytes;
  }
  if (extent.offset > directory_end || extent.size != directory_end - extent.offset) {
    return Fail(Code::kCorrupt,
                "its zip directory does not lie where the end of the archive says it does");
  }
  return extent;
}

}  // namespace redquill::model::zip
