#include "store/journal_frames.h"

#include <cstdint>

#include "base/sha256.h"

namespace redquill::store {
namespace {

constexpr size_t kLengthBytes = 4, kDigestDigits = 16, kHeadBytes = kLengthBytes + kDigestDigits;

size_t LengthAt(std::string_view bytes) {
  size_t length = 0;
  for (size_t i = kLengthBytes; i-- > 0;) length = length << 8 | static_cast<uint8_t>(bytes[i]);
  return length;
}

}  // namespace

std::string FrameOf(const ScoreRecord& record) {
  const std::string payload = ToJsonLine(record);
  std::string frame;
  frame.reserve(kHeadBytes + payload.size());
  for (size_t i = 0; i < kLengthBytes; ++i) {
    frame += static_cast<char>(payload.size() >> (8 * i) & 0xff);
  }
  frame += Sha256Hex(payload).substr(0, kDigestDigits);
  return frame += payload;
}

Frames ReadFrames(std::string_view bytes) {
  Frames frames;
  while (!bytes.empty()) {
    frames.whole = false;
    if (bytes.size() < kHeadBytes) return frames;
    const size_t length = LengthAt(bytes);
    if (length > bytes.size() - kHeadBytes) return frames;
    const std::string_view payload = bytes.substr(kHeadBytes, length);
    if (Sha256Hex(payload).substr(0, kDigestDigits) != bytes.substr(kLengthBytes, kDigestDigits)) {
      return frames;
    }
    auto record = FromJsonLine(payload);
    if (!record) return frames;
    frames.records.push_back(std::move(*record));
    bytes.remove_prefix(kHeadBytes + length);
    frames.whole = true;
  }
  return frames;
}

}  // namespace redquill::store
