#include "model/zip/unpack.h"

#include <zlib.h>

#include <algorithm>
#include <cstring>

#include "base/quote.h"

namespace redquill::model::zip {
namespace {

// zlib counts in 32 bits.
constexpr size_t kPiece = size_t{1} << 30;

tl::unexpected<Error> Corrupt(const Entry& entry, std::string_view what) {
  return Fail(Code::kCorrupt, "file " + Quoted(entry.name) + " " + std::string(what));
}

/// Inflates raw deflate data that must fill `out` exactly and be used up by it.
bool Inflate(std::span<const std::byte> packed, std::byte* out, size_t size) {
  z_stream stream{};
  if (inflateInit2(&stream, -MAX_WBITS) != Z_OK) return false;
  const auto* next = reinterpret_cast<const Bytef*>(packed.data());
  size_t in_left = packed.size(), out_left = size;
  stream.next_in = const_cast<Bytef*>(next);
  stream.next_out = reinterpret_cast<Bytef*>(out);
  int status = Z_OK;
  while (status == Z_OK) {
    const auto in = static_cast<uInt>(std::min(in_left, kPiece));
    const auto room = static_cast<uInt>(std::min(out_left, kPiece));
    stream.avail_in = in;
    stream.avail_out = room;
    status = inflate(&stream, Z_NO_FLUSH);
    in_left -= in - stream.avail_in;
    out_left -= room - stream.avail_out;
  }
  inflateEnd(&stream);
  return status == Z_STREAM_END && in_left == 0 && out_left == 0;
}

uint32_t Crc(std::span<const std::byte> bytes) {
  return static_cast<uint32_t>(
      crc32_z(0, reinterpret_cast<const Bytef*>(bytes.data()), bytes.size()));
}

bool Aligned(const std::byte* address) {
  return reinterpret_cast<uintptr_t>(address) % kAlignment == 0;
}

}  // namespace

Result<Unpacked> Unpack(std::span<const std::byte> archive, const Entry& entry, InPlace in_place) {
  const auto packed = archive.subspan(entry.offset, entry.packed);
  Unpacked unpacked{.bytes = packed, .owned = {}};
  if (entry.deflated || in_place == InPlace::kNo || !Aligned(packed.data())) {
    AlignedBytes copy(entry.size);
    if (copy.data() == nullptr) {
      return Fail(Code::kTooLarge, "there is no memory for the " + std::to_string(entry.size) +
                                       " bytes of file " + Quoted(entry.name));
    }
    if (!entry.deflated) {
      if (!packed.empty()) std::memcpy(copy.data(), packed.data(), packed.size());
    } else if (!Inflate(packed, copy.data(), entry.size)) {
      return Corrupt(entry, "does not unpack to its declared size");
    }
    unpacked.bytes = copy.span();
    unpacked.owned = std::move(copy);
  }
  if (Crc(unpacked.bytes) != entry.crc) return Corrupt(entry, "is damaged (CRC-32)");
  return unpacked;
}

}  // namespace redquill::model::zip
