#include "model/zip/directory.h"

#include <set>

#include "base/quote.h"
#include "model/file_path.h"
#include "model/zip/end_record.h"
#include "model/zip/format.h"

namespace redquill::model::zip {
namespace {

constexpr uint64_t kRatioFrom = 1 << 20;

tl::unexpected<Error> Corrupt(std::string message) {
  return Fail(Code::kCorrupt, std::move(message));
}

std::string_view AsText(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

/// The fields that a local header and the directory have in common.
struct Header {
  uint16_t flags = 0, method = 0;
  uint32_t crc = 0;
  uint64_t packed = 0, size = 0;
  std::string_view name;
};

/// Takes from a zip64 extra field the values that the header was too small for. Passes over other
/// fields, except one that would give the file a second name.
Result<void> ReadExtra(std::span<const std::byte> extra, Header* header, uint64_t* offset) {
  bool has_64 = false;
  Fields in(extra);
  while (in.left() > 0) {
    if (in.left() < 4) return Corrupt("damaged extra field");
    const uint16_t id = in.U16(), size = in.U16();
    if (size > in.left()) return Corrupt("damaged extra field");
    Fields field(in.Bytes(size));
    if (id == kExtraUnicodePath) return Corrupt("an extra field gives it a second name");
    if (id != kExtraZip64) continue;
    if (has_64) return Corrupt("two zip64 fields");
    has_64 = true;
    for (uint64_t* value : {&header->size, &header->packed, offset}) {
      if (value == nullptr || *value != kIn64) continue;
      if (field.left() < 8) return Corrupt("damaged zip64 field");
      *value = field.U64();
    }
    if (field.left() != 0) return Corrupt("damaged zip64 field");
  }
  return {};
}

Result<void> CheckKind(const Header& header, uint32_t attributes) {
  if (header.flags & kFlagEncrypted) {
    return Fail(Code::kUnsupported, "is encrypted; packages are not");
  }
  if (header.flags & kFlagDescriptor) {
    return Fail(
        Code::kUnsupported,
        "its sizes stand behind it (data descriptor); write the archive to a file, not to a "
        "pipe");
  }
  if (header.flags & ~(kFlagDeflateHints | kFlagUtf8)) {
    return Fail(Code::kUnsupported, "uses a zip feature that packages don't");
  }
  if (header.method != kStored && header.method != kDeflated) {
    return Fail(Code::kUnsupported, "is compressed by method " + std::to_string(header.method) +
                                        "; packages use deflate (8) or none (0)");
  }
  // The upper half is a Unix mode where one was given; the lower holds the flags of DOS.
  constexpr uint32_t kTypeMask = 0170000, kRegular = 0100000, kLink = 0120000;
  const uint32_t type = (attributes >> 16) & kTypeMask;
  if (type == kLink) return Corrupt("is a symbolic link; a package holds plain files only");
  if ((type != 0 && type != kRegular) || (attributes & 0x18) != 0) {
    return Corrupt("is a folder, device or the like; a package holds plain files only");
  }
  return {};
}

Result<void> CheckSizes(const Header& header, const Limits& limits) {
  if (header.method == kStored && header.packed != header.size) {
    return Corrupt("is stored as it is, yet with two sizes");
  }
  if (header.size > limits.file_bytes) {
    return Fail(Code::kTooLarge, "unpacks to " + std::to_string(header.size) + " bytes; at most " +
                                     std::to_string(limits.file_bytes) + " are allowed");
  }
  if (header.size > kRatioFrom && header.size / limits.ratio > header.packed) {
    return Fail(Code::kTooLarge, "unpacks to more than " + std::to_string(limits.ratio) +
                                     " times its size, like a zip bomb");
  }
  return {};
}

/// Reads the local header at `start` and checks it against the directory's. Returns where the
/// file's data starts.
Result<uint64_t> ReadLocal(std::span<const std::byte> files, uint64_t start,
                           const Header& expected) {
  if (files.size() - start < kLocalBytes) return Corrupt("its header is cut short");
  Fields in(files.subspan(start, kLocalBytes));
  if (in.U32() != kLocalSignature) return Corrupt("its header is damaged");
  Header header;
  in.U16();  // Version needed.
  header.flags = in.U16();
  header.method = in.U16();
  in.U32();  // Time and date.
  header.crc = in.U32();
  header.packed = in.U32();
  header.size = in.U32();
  const uint16_t name_bytes = in.U16(), extra_bytes = in.U16();
  const uint64_t variable = start + kLocalBytes;
  if (files.size() - variable < uint64_t{name_bytes} + extra_bytes) {
    return Corrupt("its header is cut short");
  }
  header.name = AsText(files.subspan(variable, name_bytes));
  const auto extra = files.subspan(variable + name_bytes, extra_bytes);
  if (auto read = ReadExtra(extra, &header, nullptr); !read) return Failure(read.error());
  if (header.flags != expected.flags || header.method != expected.method ||
      header.crc != expected.crc || header.packed != expected.packed ||
      header.size != expected.size || header.name != expected.name) {
    return Corrupt("its header and the directory say different things of it");
  }
  const uint64_t data = variable + name_bytes + extra_bytes;
  if (files.size() - data < header.packed) return Corrupt("its data is cut short");
  return data;
}

/// Walks the directory and, beside it, the files.
class Walk {
 public:
  Walk(std::span<const std::byte> archive, const Extent& extent, const Limits& limits)
      : files_(archive.first(extent.offset)),
        directory_(archive.subspan(extent.offset, extent.size)),
        limits_(limits) {}

  Result<Entry> Next() {
    if (directory_.left() < kCentralBytes) return Corrupt("its zip directory is cut short");
    Fields in(directory_.Bytes(kCentralBytes));
    if (in.U32() != kCentralSignature) return Corrupt("its zip directory is damaged");
    Header header;
    in.U32();  // Versions made by and needed.
    header.flags = in.U16();
    header.method = in.U16();
    in.U32();  // Time and date.
    header.crc = in.U32();
    header.packed = in.U32();
    header.size = in.U32();
    const uint16_t name_bytes = in.U16(), extra_bytes = in.U16(), comment_bytes = in.U16();
    const uint16_t disk = in.U16();
    in.U16();  // Internal attributes.
    const uint32_t attributes = in.U32();
    uint64_t offset = in.U32();
    if (directory_.left() < size_t{name_bytes} + extra_bytes) {
      return Corrupt("its zip directory is cut short");
    }
    header.name = AsText(directory_.Bytes(name_bytes));
    const auto extra = directory_.Bytes(extra_bytes);
    if (disk != 0 || comment_bytes != 0) return Corrupt("its zip directory is damaged");
    auto checked = CheckName(header.name);
    if (checked) checked = Named(header.name, ReadExtra(extra, &header, &offset));
    if (checked) checked = Named(header.name, CheckKind(header, attributes));
    if (checked) checked = Named(header.name, CheckSizes(header, limits_));
    if (checked) checked = CheckTotals(header);
    if (!checked) return Failure(checked.error());
    if (offset != next_) {
      return Corrupt("file " + Quoted(header.name) +
                     " does not start where the one before it ends: bytes that belong to no file, "
                     "or to two");
    }
    const auto data = ReadLocal(files_, offset, header);
    if (!data) return Failure(data.error(), "file " + Quoted(header.name));
    next_ = *data + header.packed;
    return Entry{.name = std::string(header.name),
                 .deflated = header.method == kDeflated,
                 .crc = header.crc,
                 .packed = header.packed,
                 .size = header.size,
                 .offset = *data};
  }

  Result<void> End() const {
    if (directory_.left() == 0 && next_ == files_.size()) return {};
    return Corrupt("it has bytes that belong to no file");
  }

 private:
  static Result<void> Named(std::string_view name, Result<void> result) {
    if (result) return result;
    return Failure(result.error(), "file " + Quoted(name));
  }

  Result<void> CheckName(std::string_view name) {
    if (auto path = CheckFilePath(name); !path) return Corrupt(path.error().message);
    if (!names_.insert(FoldedFilePath(name)).second) {
      return Corrupt("two files are called " + Quoted(name) + " (upper and lower case aside)");
    }
    return {};
  }

  Result<void> CheckTotals(const Header& header) {
    if (header.size > limits_.total_bytes - total_) {
      return Fail(Code::kTooLarge, "its files unpack to more than " +
                                       std::to_string(limits_.total_bytes) + " bytes in all");
    }
    total_ += header.size;
    if (header.method == kStored) return {};
    if (header.size > limits_.inflated_bytes - inflated_) {
      return Fail(Code::kTooLarge, "its compressed files unpack to more than " +
                                       std::to_string(limits_.inflated_bytes) +
                                       " bytes; store large files without compression");
    }
    inflated_ += header.size;
    return {};
  }

  std::span<const std::byte> files_;
  Fields directory_;
  const Limits& limits_;
  std::set<std::string> names_;
  uint64_t next_ = 0, total_ = 0, inflated_ = 0;
};

}  // namespace

Result<std::vector<Entry>> ReadDirectory(std::span<const std::byte> archive, const Limits& limits) {
  if (archive.size() > limits.archive_bytes) {
    return Fail(Code::kTooLarge, "has " + std::to_string(archive.size()) + " bytes; at most " +
                                     std::to_string(limits.archive_bytes) + " are read");
  }
  const auto extent = ReadEndRecord(archive);
  if (!extent) return Failure(extent.error());
  if (extent->entries > limits.files) {
    return Fail(Code::kTooLarge, "has " + std::to_string(extent->entries) + " files; at most " +
                                     std::to_string(limits.files) + " are allowed");
  }
  Walk walk(archive, *extent, limits);
  std::vector<Entry> entries;
  for (uint64_t i = 0; i < extent->entries; ++i) {
    auto entry = walk.Next();
    if (!entry) return Failure(entry.error());
    entries.push_back(std::move(*entry));
  }
  if (auto end = walk.End(); !end) return Failure(end.error());
  return entries;
}

}  // namespace redquill::model::zip
