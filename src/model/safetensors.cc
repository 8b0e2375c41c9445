#include "model/safetensors.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <utility>

#include "base/json.h"
#include "base/quote.h"

namespace redquill::model {
namespace {

static_assert(std::endian::native == std::endian::little, "tensors are read in place");

using Json = nlohmann::json;

constexpr size_t kMostDimensions = 8;

struct Place {
  uint64_t begin = 0, end = 0;
  std::string_view name;
};

tl::unexpected<Error> Broken(std::string_view tensor, const std::string& what) {
  return Fail(Code::kCorrupt, "tensor " + Quoted(tensor) + " " + what);
}

// A whole number below 2^53, as JSON carries it.
bool ReadCount(const Json& value, uint64_t* count) {
  if (!value.is_number_unsigned()) return false;
  *count = value.get<uint64_t>();
  return *count <= uint64_t{1} << 53;
}

Result<TensorView> ReadEntry(std::string_view name, const Json& entry, uint64_t data_bytes,
                             Place* place) {
  if (!entry.is_object() || !entry.contains("dtype") || !entry["dtype"].is_string() ||
      !entry.contains("shape") || !entry["shape"].is_array() || !entry.contains("data_offsets") ||
      !entry["data_offsets"].is_array() || entry["data_offsets"].size() != 2) {
    return Broken(name, "must have dtype, shape and two data_offsets");
  }
  const std::string& type = entry["dtype"].get_ref<const std::string&>();
  const std::optional<DType> dtype = DTypeOf(type);
  if (!dtype) {
    return Fail(Code::kUnsupported, "tensor " + Quoted(name) + " has elements of type " +
                                        Quoted(type) + "; save the checkpoint as F32, F16 or BF16");
  }
  TensorView tensor{*dtype, {}, {}};
  if (entry["shape"].size() > kMostDimensions) {
    return Broken(name, "has more than " + std::to_string(kMostDimensions) + " dimensions");
  }
  uint64_t bytes = SizeOf(*dtype);
  for (const Json& dimension : entry["shape"]) {
    uint64_t size = 0;
    if (!ReadCount(dimension, &size))
      return Broken(name, "has a dimension that is no whole number");
    // Checked against the data that is there, so that no product can overflow.
    if (size != 0 && bytes > data_bytes / size) {
      return Broken(name, "is larger than the file's data; the file may be cut off");
    }
    bytes *= size;
    tensor.shape.push_back(static_cast<int64_t>(size));
  }
  place->name = name;
  if (!ReadCount(entry["data_offsets"][0], &place->begin) ||
      !ReadCount(entry["data_offsets"][1], &place->end) || place->begin > place->end ||
      place->end > data_bytes) {
    return Broken(name, "points outside the file's " + std::to_string(data_bytes) +
                            " bytes of data; the file may be cut off");
  }
  if (place->end - place->begin != bytes) {
    return Broken(name, "has " + std::to_string(place->end - place->begin) +
                            " bytes where its shape " + ToString(tensor.shape) + " of " + type +
                            " needs " + std::to_string(bytes));
  }
  return tensor;
}

Result<void> CheckCover(std::vector<Place> places, uint64_t data_bytes) {
  std::sort(places.begin(), places.end(), [](const Place& a, const Place& b) {
    return std::tie(a.begin, a.end, a.name) < std::tie(b.begin, b.end, b.name);
  });
  uint64_t covered = 0;
  for (const Place& place : places) {
    if (place.begin < covered) return Broken(place.name, "overlaps another tensor");
    if (place.begin > covered) return Broken(place.name, "stands behind a gap in the data");
    covered = place.end;
  }
  if (covered != data_bytes) {
    return Fail(Code::kCorrupt, std::to_string(data_bytes - covered) +
                                    " bytes behind the last tensor belong to none");
  }
  return {};
}

// The header as JSON, and where the data starts.
Result<std::pair<Json, uint64_t>> ReadHeader(std::span<const std::byte> file,
                                             const SafetensorsLimits& limits) {
  uint64_t header_bytes = 0;
  if (file.size() < sizeof header_bytes + 2) {
    return Fail(Code::kCorrupt, "too short for a safetensors file");
  }
  std::memcpy(&header_bytes, file.data(), sizeof header_bytes);
  if (header_bytes > file.size() - sizeof header_bytes) {
    return Fail(Code::kCorrupt,
                "its header claims " + std::to_string(header_bytes) +
                    " bytes, more than the file has; it is cut off or no safetensors file");
  }
  if (header_bytes > limits.header_bytes) {
    return Fail(Code::kTooLarge, "its header has " + std::to_string(header_bytes) +
                                     " bytes; at most " + std::to_string(limits.header_bytes) +
                                     " are read");
  }
  const std::string_view text(reinterpret_cast<const char*>(file.data()) + sizeof header_bytes,
                              header_bytes);
  if (text.empty() || text.front() != '{') {
    return Fail(Code::kCorrupt, "its header is no JSON object; it is no safetensors file");
  }
  // A tensor's entry has up to 7 + kMostDimensions values; two more for metadata's.
  auto header = ParseJson(
      text,
      {.bytes = limits.header_bytes, .depth = 4, .values = limits.tensors * (9 + kMostDimensions)});
  if (!header) {
    Error error = header.error();
    if (error.code != Code::kTooLarge) error.code = Code::kCorrupt;
    return Failure(std::move(error), "header");
  }
  return std::pair{*std::move(header), sizeof header_bytes + header_bytes};
}

}  // namespace

Result<Safetensors> Safetensors::Read(std::span<const std::byte> file,
                                      const SafetensorsLimits& limits) {
  auto read = ReadHeader(file, limits);
  if (!read) return Failure(read.error());
  const auto& [header, data_begin] = *read;
  const std::span<const std::byte> data = file.subspan(data_begin);
  if (header.size() > limits.tensors) {
    return Fail(Code::kTooLarge, "it has " + std::to_string(header.size()) + " tensors; at most " +
                                     std::to_string(limits.tensors) + " are read");
  }
  Safetensors result;
  std::vector<Place> places;
  for (const auto& [name, entry] : header.items()) {
    if (name == "__metadata__") {
      for (const auto& [key, value] : entry.items()) {
        if (value.is_string()) result.metadata_[key] = value.get<std::string>();
      }
      continue;
    }
    Place place;
    auto tensor = ReadEntry(name, entry, data.size(), &place);
    if (!tensor) return Failure(tensor.error());
    tensor->bytes = data.subspan(place.begin, place.end - place.begin);
    const auto at = result.tensors_.emplace(name, *std::move(tensor)).first;
    place.name = at->first;
    places.push_back(place);
  }
  if (auto covered = CheckCover(std::move(places), data.size()); !covered) {
    return Failure(covered.error());
  }
  return result;
}

const TensorView* Safetensors::Find(std::string_view name) const {
  const auto at = tensors_.find(name);
  return at == tensors_.end() ? nullptr : &at->second;
}

std::vector<std::string> Safetensors::Names() const {
  std::vector<std::string> names;
  names.reserve(tensors_.size());
  for (const auto& [name, tensor] : tensors_) names.push_back(name);
  return names;
}

}  // namespace redquill::model
