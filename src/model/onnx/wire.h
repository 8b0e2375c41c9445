#ifndef REDQUILL_MODEL_ONNX_WIRE_H_
#define REDQUILL_MODEL_ONNX_WIRE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace redquill::model::onnx {

/// Appends fields in the Protocol Buffers wire format to a string.
class WireWriter {
 public:
  explicit WireWriter(std::string* out) : out_(out) {}

  void Count(int field, uint64_t value);
  void Float(int field, float value);
  /// A string, bytes or an embedded message that is written already.
  void Bytes(int field, std::string_view bytes);
  /// The start of a field of `size` bytes that the caller appends.
  void Head(int field, uint64_t size);

 private:
  void Varint(uint64_t value);

  std::string* out_;
};

/// Bytes that WireWriter::Head takes.
size_t HeadSize(int field, uint64_t size);

/// One field as it stands in a message. Views point into the message.
struct WireField {
  int number = 0;
  int type = 0;            ///< 0 varint, 1 fixed 64, 2 length-delimited, 5 fixed 32.
  uint64_t count = 0;      ///< The value of a varint or fixed field.
  std::string_view bytes;  ///< Of a length-delimited field.
  std::string_view whole;  ///< The field as it stands there, its number and type included.
};

/// Walks the fields of a message. Next() returns nothing at the end and where the bytes are no
/// message; failed() tells which.
class WireReader {
 public:
  explicit WireReader(std::string_view message) : rest_(message) {}

  std::optional<WireField> Next();
  bool failed() const { return failed_; }

 private:
  std::optional<uint64_t> Varint();
  std::optional<uint64_t> Fixed(size_t bytes);

  std::string_view rest_;
  bool failed_ = false;
};

/// Calls `use` with every field of a message until it returns false. False then, and where the
/// bytes are no message.
template <typename Use>
bool ForEachField(std::string_view message, Use use) {
  WireReader reader(message);
  while (const auto field = reader.Next()) {
    if (!use(*field)) return false;
  }
  return !reader.failed();
}

}  // namespace redquill::model::onnx

#endif  // REDQUILL_MODEL_ONNX_WIRE_H_
