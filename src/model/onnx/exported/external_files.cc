#include "model/onnx/exported/external_files.h"

#include <charconv>
#include <optional>

#include "base/quote.h"
#include "model/onnx/parts_read.h"
#include "model/onnx/schema.h"
#include "model/onnx/wire.h"

namespace redquill::model::onnx {
namespace {

constexpr uint64_t kMostFileBytes = uint64_t{16} << 30;

struct Place {
  std::string location;
  uint64_t offset = 0;
  std::optional<uint64_t> length;
};

bool ReadNumber(std::string_view text, uint64_t* number) {
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), *number);
  return failed == std::errc() && end == text.data() + text.size();
}

bool ReadPart(std::string_view entry, Place* place) {
  std::string_view key, value;
  if (!ReadEntry(entry, &key, &value)) return false;
  if (key == "location") place->location = value;
  if (key == "offset") return ReadNumber(value, &place->offset);
  if (key == "length") return ReadNumber(value, &place->length.emplace());
  return true;  // A checksum, which few writers fill.
}

bool ReadPlace(std::string_view tensor, Place* place) {
  return ForEachField(tensor, [&](const WireField& field) {
    return field.number != schema::tensor::kExternal || ReadPart(field.bytes, place);
  });
}

// Bytes of one number by the schema's numbers of types; 0: not known, or several to a byte.
uint64_t BytesOfOne(uint64_t element) {
  constexpr uint64_t kBytes[] = {0, 4, 1, 1, 2, 2, 4, 8, 0, 1, 2, 8, 4, 8, 8, 16, 2};
  return element < std::size(kBytes) ? kBytes[element] : 0;
}

// Whether a location is a relative one that stays where the ONNX file is.
bool StaysInside(std::string_view location) {
  if (location.empty() || location.size() > 512 || location.front() == '/') return false;
  for (const char c : location) {
    if (static_cast<unsigned char>(c) < 0x20 || c == '\\' || c == ':') return false;
  }
  for (std::string_view rest = location; !rest.empty();) {
    const size_t slash = rest.find('/');
    if (rest.substr(0, slash) == "..") return false;
    rest.remove_prefix(slash == std::string_view::npos ? rest.size() : slash + 1);
  }
  return true;
}

}  // namespace

Result<std::string_view> ExternalFiles::File(const std::string& name) {
  auto at = files_.find(name);
  if (at == files_.end()) {
    auto mapped = MappedFile::Open(folder_ + "/" + name, kMostFileBytes);
    if (!mapped) {
      return Failure(mapped.error(), "the ONNX file's weights are in " + Quoted(name, 200));
    }
    at = files_.emplace(name, *std::move(mapped)).first;
  }
  const auto bytes = at->second.bytes();
  return std::string_view(reinterpret_cast<const char*>(bytes.data()), bytes.size());
}

Result<std::string_view> ExternalFiles::Find(std::string_view tensor) {
  TensorHead head;
  Place place;
  if (!ReadTensorHead(tensor, &head) || !ReadPlace(tensor, &place) || head.elements() < 0) {
    return Fail(Code::kCorrupt, "a constant of the ONNX file is damaged");
  }
  const std::string name = "constant " + Quoted(head.name);
  if (!StaysInside(place.location)) {
    return Fail(Code::kCorrupt, name + " of the ONNX file is said to be in " +
                                    Quoted(place.location, 200) +
                                    ", which leads out of its folder");
  }
  const uint64_t one = BytesOfOne(head.element);
  if (one == 0) {
    return Fail(Code::kUnsupported, name + " has an element type (" + std::to_string(head.element) +
                                        ") that can't be read from another file");
  }
  const auto file = File(place.location);
  if (!file) return file;
  const uint64_t bytes = static_cast<uint64_t>(head.elements()) * one;
  if ((place.length && *place.length != bytes) || place.offset > file->size() ||
      bytes > file->size() - place.offset) {
    return Fail(Code::kCorrupt, name + " needs " + std::to_string(bytes) + " bytes, which " +
                                    Quoted(place.location, 200) + " has not where they should be");
  }
  return file->substr(place.offset, bytes);
}

}  // namespace redquill::model::onnx
