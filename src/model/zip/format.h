#ifndef REDQUILL_MODEL_ZIP_FORMAT_H_
#define REDQUILL_MODEL_ZIP_FORMAT_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

/// The parts of the zip format (PKWARE APPNOTE 6.3.10) that packages use.
namespace redquill::model::zip {

inline constexpr uint32_t kLocalSignature = 0x04034b50;
inline constexpr uint32_t kCentralSignature = 0x02014b50;
inline constexpr uint32_t kEndSignature = 0x06054b50;
inline constexpr uint32_t kEnd64Signature = 0x06064b50;
inline constexpr uint32_t kLocator64Signature = 0x07064b50;

inline constexpr size_t kLocalBytes = 30;    ///< Before the name.
inline constexpr size_t kCentralBytes = 46;  ///< Before the name.
inline constexpr size_t kEndBytes = 22;      ///< Without a comment.
inline constexpr size_t kEnd64Bytes = 56;    ///< Without the extensible sector.
inline constexpr size_t kLocator64Bytes = 20;

inline constexpr uint16_t kStored = 0;
inline constexpr uint16_t kDeflated = 8;

inline constexpr uint16_t kFlagEncrypted = 1 << 0;
inline constexpr uint16_t kFlagDeflateHints = 3 << 1;
inline constexpr uint16_t kFlagDescriptor = 1 << 3;
inline constexpr uint16_t kFlagUtf8 = 1 << 11;

inline constexpr uint16_t kExtraZip64 = 0x0001;
inline constexpr uint16_t kExtraUnicodePath = 0x7075;
/// The alignment field of Android's zipalign: the alignment in two bytes, then zeros as padding.
inline constexpr uint16_t kExtraAlignment = 0xd935;

inline constexpr uint32_t kIn64 = 0xffffffff;  ///< The value stands in a zip64 field.
inline constexpr uint16_t kCountIn64 = 0xffff;

/// Reads little-endian fields in a row. The caller has checked that the bytes are there.
class Fields {
 public:
  explicit Fields(std::span<const std::byte> bytes) : bytes_(bytes) {}

  uint16_t U16() { return static_cast<uint16_t>(Take(2)); }
  uint32_t U32() { return static_cast<uint32_t>(Take(4)); }
  uint64_t U64() { return Take(8); }
  size_t left() const { return bytes_.size(); }
  std::span<const std::byte> Bytes(size_t count) {
    const auto taken = bytes_.first(count);
    bytes_ = bytes_.subspan(count);
    return taken;
  }

 private:
  uint64_t Take(size_t count) {
    uint64_t value = 0;
    const auto taken = Bytes(count);
    for (size_t i = 0; i < count; ++i) value |= std::to_integer<uint64_t>(taken[i]) << (8 * i);
    return value;
  }

  std::span<const std::byte> bytes_;
};

/// Appends little-endian fields to a string.
class Record {
 public:
  Record& U16(uint64_t value) { return Put(value, 2); }
  Record& U32(uint64_t value) { return Put(value, 4); }
  Record& U64(uint64_t value) { return Put(value, 8); }
  Record& Bytes(std::string_view bytes) {
    bytes_ += bytes;
    return *this;
  }
  const std::string& bytes() const { return bytes_; }

 private:
  Record& Put(uint64_t value, int count) {
    for (int i = 0; i < count; ++i) bytes_ += static_cast<char>(value >> (8 * i) & 0xff);
    return *this;
  }

  std::string bytes_;
};

}  // namespace redquill::model::zip

#endif  // REDQUILL_MODEL_ZIP_FORMAT_H_
