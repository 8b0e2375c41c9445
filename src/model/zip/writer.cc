#include "model/zip/writer.h"

#include <zlib.h>

#include <algorithm>

#include "model/limits.h"
#include "model/zip/aligned_bytes.h"
#include "model/zip/format.h"

namespace redquill::model::zip {
namespace {

constexpr uint16_t kVersion = 20, kVersion64 = 45;
constexpr uint16_t kMadeByUnix = 3 << 8;
constexpr uint32_t kTimeAndDate = 0x00210000;  // 1980-01-01 00:00:00.
constexpr uint32_t kPlainFile = uint32_t{0100644} << 16;
constexpr size_t kLargestDeflated = size_t{1} << 28;  // Larger files are for mapping.

/// The deflated bytes; empty where `bytes` is better stored.
Result<std::string> Deflate(std::string_view bytes) {
  if (bytes.empty() || bytes.size() > kLargestDeflated) return std::string();
  z_stream stream{};
  // The memory level changes the bytes that come out, so it is as fixed as the level.
  if (deflateInit2(&stream, 9, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY) != Z_OK) {
    return Fail(Code::kInternal, "zlib can't be started");
  }
  std::string packed(deflateBound(&stream, bytes.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  const int status = deflate(&stream, Z_FINISH);
  packed.resize(stream.total_out);
  deflateEnd(&stream);
  if (status != Z_STREAM_END) return Fail(Code::kInternal, "zlib can't compress");
  if (packed.size() >= bytes.size() || bytes.size() / packed.size() >= Limits{}.ratio) packed = "";
  return packed;
}

}  // namespace

Result<void> Writer::Put(std::string_view bytes) {
  offset_ += bytes.size();
  return sink_(bytes);
}

Result<void> Writer::Add(std::string_view name, std::string_view bytes, bool store) {
  auto deflated = store ? Result<std::string>("") : Deflate(bytes);
  if (!deflated) return Failure(deflated.error());
  const bool stored = deflated->empty();
  const std::string_view data = stored ? bytes : std::string_view(*deflated);
  const auto crc =
      static_cast<uint32_t>(crc32_z(0, reinterpret_cast<const Bytef*>(bytes.data()), bytes.size()));
  const uint64_t offset = offset_;
  const bool sizes_64 = bytes.size() >= zip64_from_, offset_64 = offset >= zip64_from_;

  Record sizes;  // The zip64 field of both headers starts alike.
  if (sizes_64) sizes.U64(bytes.size()).U64(data.size());
  Record extra;
  if (sizes_64) extra.U16(kExtraZip64).U16(16).Bytes(sizes.bytes());
  if (stored) {
    const uint64_t unpadded = offset + kLocalBytes + name.size() + extra.bytes().size() + 6;
    const uint64_t padding = (kAlignment - unpadded % kAlignment) % kAlignment;
    extra.U16(kExtraAlignment).U16(2 + padding).U16(kAlignment).Bytes(std::string(padding, '\0'));
  }
  Record common;
  common.U16(0).U16(stored ? kStored : kDeflated).U32(kTimeAndDate).U32(crc);
  common.U32(sizes_64 ? kIn64 : data.size()).U32(sizes_64 ? kIn64 : bytes.size());
  common.U16(name.size());

  Record local;
  local.U32(kLocalSignature).U16(sizes_64 ? kVersion64 : kVersion).Bytes(common.bytes());
  local.U16(extra.bytes().size()).Bytes(name).Bytes(extra.bytes());
  if (auto put = Put(local.bytes()); !put) return put;
  if (auto put = Put(data); !put) return put;

  Record offset_field;
  if (offset_64) offset_field.U64(offset);
  Record central_extra;
  if (sizes_64 || offset_64) {
    central_extra.U16(kExtraZip64).U16(sizes.bytes().size() + offset_field.bytes().size());
    central_extra.Bytes(sizes.bytes()).Bytes(offset_field.bytes());
  }
  const uint16_t version = sizes_64 || offset_64 ? kVersion64 : kVersion;
  Record central;
  central.U32(kCentralSignature).U16(kMadeByUnix | version).U16(version).Bytes(common.bytes());
  central.U16(central_extra.bytes().size()).U16(0).U16(0).U16(0).U32(kPlainFile);
  central.U32(offset_64 ? kIn64 : offset).Bytes(name).Bytes(central_extra.bytes());
  directory_ += central.bytes();
  ++entries_;
  return {};
}

std::string Writer::EndRecords(uint64_t directory_offset) const {
  const uint64_t size = directory_.size();
  const bool in_64 = directory_offset >= zip64_from_ || entries_ >= kCountIn64;
  Record end;
  if (in_64) {
    end.U32(kEnd64Signature).U64(kEnd64Bytes - 12).U16(kMadeByUnix | kVersion64).U16(kVersion64);
    end.U32(0).U32(0).U64(entries_).U64(entries_).U64(size).U64(directory_offset);
    end.U32(kLocator64Signature).U32(0).U64(directory_offset + size).U32(1);
  }
  const uint64_t entries = in_64 ? kCountIn64 : entries_;
  end.U32(kEndSignature).U16(0).U16(0).U16(entries).U16(entries);
  end.U32(in_64 ? kIn64 : size).U32(in_64 ? kIn64 : directory_offset).U16(0);
  return end.bytes();
}

Result<void> Writer::Finish() {
  const uint64_t directory_offset = offset_;
  if (auto put = Put(directory_); !put) return put;
  return Put(EndRecords(directory_offset));
}

}  // namespace redquill::model::zip
