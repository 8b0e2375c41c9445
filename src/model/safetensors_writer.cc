#include "model/safetensors_writer.h"

#include <bit>
#include <cstring>
#include <nlohmann/json.hpp>

#include "model/float16.h"

namespace redquill::model {
namespace {

constexpr size_t kAlignment = 64;

template <typename T>
void Append(std::string* bytes, T value) {
  static_assert(std::endian::native == std::endian::little);
  char raw[sizeof(T)];
  std::memcpy(raw, &value, sizeof(T));
  bytes->append(raw, sizeof(T));
}

}  // namespace

void SafetensorsWriter::Add(const std::string& name, Shape shape, DType dtype,
                            std::span<const float> values) {
  Entry entry{dtype, std::move(shape), {}};
  entry.bytes.reserve(values.size() * SizeOf(dtype));
  for (const float value : values) {
    if (dtype == DType::kF16) {
      Append(&entry.bytes, FloatToHalf(value));
    } else {
      Append(&entry.bytes, value);
    }
  }
  entries_.emplace(name, std::move(entry));
}

std::string SafetensorsWriter::Finish() && {
  nlohmann::json header = nlohmann::json::object();
  if (!metadata_.empty()) header["__metadata__"] = metadata_;
  uint64_t offset = 0;
  for (const auto& [name, entry] : entries_) {
    header[name] = {{"dtype", NameOf(entry.dtype)},
                    {"shape", entry.shape},
                    {"data_offsets", {offset, offset + entry.bytes.size()}}};
    offset += entry.bytes.size();
  }
  std::string text = header.dump();
  text.append((kAlignment - (sizeof(uint64_t) + text.size()) % kAlignment) % kAlignment, ' ');
  std::string file;
  file.reserve(sizeof(uint64_t) + text.size() + offset);
  Append(&file, static_cast<uint64_t>(text.size()));
  file += text;
  for (const auto& [name, entry] : entries_) file += entry.bytes;
  return file;
}

}  // namespace redquill::model
