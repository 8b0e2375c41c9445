#include "model/onnx/wire.h"

#include <bit>
#include <cstring>

namespace redquill::model::onnx {
namespace {

constexpr int kVarint = 0, kFixed64 = 1, kDelimited = 2, kFixed32 = 5;

size_t VarintSize(uint64_t value) {
  size_t size = 1;
  while (value >>= 7) ++size;
  return size;
}

}  // namespace

void WireWriter::Varint(uint64_t value) {
  for (; value >= 0x80; value >>= 7) out_->push_back(static_cast<char>(value | 0x80));
  out_->push_back(static_cast<char>(value));
}

void WireWriter::Count(int field, uint64_t value) {
  Varint(static_cast<uint64_t>(field) << 3 | kVarint);
  Varint(value);
}

void WireWriter::Float(int field, float value) {
  Varint(static_cast<uint64_t>(field) << 3 | kFixed32);
  const uint32_t bits = std::bit_cast<uint32_t>(value);
  for (int shift = 0; shift < 32; shift += 8) out_->push_back(static_cast<char>(bits >> shift));
}

void WireWriter::Head(int field, uint64_t size) {
  Varint(static_cast<uint64_t>(field) << 3 | kDelimited);
  Varint(size);
}

void WireWriter::Bytes(int field, std::string_view bytes) {
  Head(field, bytes.size());
  out_->append(bytes);
}

size_t HeadSize(int field, uint64_t size) {
  return VarintSize(static_cast<uint64_t>(field) << 3) + VarintSize(size);
}

std::optional<uint64_t> WireReader::Varint() {
  uint64_t value = 0;
  for (int shift = 0; shift < 64; shift += 7) {
    if (rest_.empty()) return std::nullopt;
    const uint8_t byte = static_cast<uint8_t>(rest_.front());
    rest_.remove_prefix(1);
    value |= static_cast<uint64_t>(byte & 0x7f) << shift;
    if (byte < 0x80) return value;
  }
  return std::nullopt;
}

std::optional<uint64_t> WireReader::Fixed(size_t bytes) {
  if (rest_.size() < bytes) return std::nullopt;
  uint64_t value = 0;
  std::memcpy(&value, rest_.data(), bytes);
  rest_.remove_prefix(bytes);
  return value;
}

std::optional<WireField> WireReader::Next() {
  if (failed_ || rest_.empty()) return std::nullopt;
  const auto fail = [this]() -> std::optional<WireField> {
    failed_ = true;
    return std::nullopt;
  };
  const std::string_view from = rest_;
  const std::optional<uint64_t> tag = Varint();
  if (!tag || *tag >> 3 == 0 || *tag >> 3 > 0x1fffffff) return fail();
  WireField field{static_cast<int>(*tag >> 3), static_cast<int>(*tag & 7), 0, {}, {}};
  std::optional<uint64_t> value;
  switch (field.type) {
    case kVarint:
    case kDelimited:
      value = Varint();
      break;
    case kFixed64:
      value = Fixed(8);
      break;
    case kFixed32:
      value = Fixed(4);
      break;
    default:
      return fail();
  }
  if (!value) return fail();
  field.count = *value;
  if (field.type == kDelimited) {
    if (*value > rest_.size()) return fail();
    field.bytes = rest_.substr(0, *value);
    rest_.remove_prefix(*value);
  }
  field.whole = from.substr(0, from.size() - rest_.size());
  return field;
}

}  // namespace redquill::model::onnx
