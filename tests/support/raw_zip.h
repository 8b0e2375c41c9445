#ifndef REDQUILL_TESTS_SUPPORT_RAW_ZIP_H_
#define REDQUILL_TESTS_SUPPORT_RAW_ZIP_H_

#include <zlib.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "model/zip/format.h"

namespace redquill::samples {

/// One file of a zip archive with every field free, so that archives can be made that no honest
/// program writes. Fields left at "as is" follow from `data`.
struct RawFile {
  std::string name;
  std::string data;  ///< As it lies in the archive.
  uint16_t method = 0, flags = 0;
  uint32_t crc = 0;
  uint64_t size = 0;  ///< Unpacked.
  uint32_t attributes = uint32_t{0100644} << 16;
  std::string central_extra, local_extra, comment;
  std::string local_name;  ///< Empty: as in the directory.
  std::string before;      ///< Stray bytes ahead of the local header.
  int64_t offset_shift = 0;

  /// A stored file that is as it should be.
  static RawFile Stored(std::string name, std::string bytes) {
    RawFile file;
    file.name = std::move(name);
    file.crc = static_cast<uint32_t>(
        crc32_z(0, reinterpret_cast<const Bytef*>(bytes.data()), bytes.size()));
    file.size = bytes.size();
    file.data = std::move(bytes);
    return file;
  }

  /// The same, deflated.
  static RawFile Deflated(std::string name, const std::string& bytes) {
    RawFile file = Stored(std::move(name), bytes);
    file.method = model::zip::kDeflated;
    z_stream stream{};
    deflateInit2(&stream, 9, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY);
    file.data.assign(deflateBound(&stream, bytes.size()), '\0');
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
    stream.avail_in = static_cast<uInt>(bytes.size());
    stream.next_out = reinterpret_cast<Bytef*>(file.data.data());
    stream.avail_out = static_cast<uInt>(file.data.size());
    deflate(&stream, Z_FINISH);
    file.data.resize(stream.total_out);
    deflateEnd(&stream);
    return file;
  }
};

/// The archive of these files. `tail` stands between the last file and the directory.
inline std::string RawZip(const std::vector<RawFile>& files, std::string_view tail = "",
                          std::string_view archive_comment = "") {
  namespace zip = model::zip;
  std::string archive;
  zip::Record directory;
  for (const RawFile& file : files) {
    archive += file.before;
    const std::string& local_name = file.local_name.empty() ? file.name : file.local_name;
    const uint64_t offset = archive.size() + static_cast<uint64_t>(file.offset_shift);
    zip::Record local;
    local.U32(zip::kLocalSignature).U16(20).U16(file.flags).U16(file.method).U32(0x00210000);
    local.U32(file.crc).U32(file.data.size()).U32(file.size).U16(local_name.size());
    local.U16(file.local_extra.size()).Bytes(local_name).Bytes(file.local_extra);
    archive += local.bytes() + file.data;
    directory.U32(zip::kCentralSignature).U16(0x0314).U16(20).U16(file.flags).U16(file.method);
    directory.U32(0x00210000).U32(file.crc).U32(file.data.size()).U32(file.size);
    directory.U16(file.name.size()).U16(file.central_extra.size()).U16(file.comment.size()).U16(0);
    directory.U16(0).U32(file.attributes).U32(offset);
    directory.Bytes(file.name).Bytes(file.central_extra).Bytes(file.comment);
  }
  archive += tail;
  zip::Record end;
  end.U32(zip::kEndSignature).U16(0).U16(0).U16(files.size()).U16(files.size());
  end.U32(directory.bytes().size()).U32(archive.size()).U16(archive_comment.size());
  return archive + directory.bytes() + end.bytes() + std::string(archive_comment);
}

}  // namespace redquill::samples

#endif  // REDQUILL_TESTS_SUPPORT_RAW_ZIP_H_
