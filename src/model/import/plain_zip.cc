#include "model/import/plain_zip.h"

#include <zip.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <set>
#include <vector>

#include "base/quote.h"
#include "model/file_path.h"

namespace redquill::model {
namespace {

namespace fs = std::filesystem;

constexpr uint64_t kRatioFrom = 1 << 20;
constexpr size_t kChunk = 1 << 20, kMostNameBytes = 512, kMostSegments = 8;

using Archive = std::unique_ptr<zip_t, decltype(&zip_discard)>;

struct Entry {
  zip_uint64_t index = 0;
  std::string name;
  uint64_t size = 0;
};

tl::unexpected<Error> Refused(Code code, const std::string& name, const std::string& why) {
  return Fail(code, "file " + Quoted(name, 200) + " " + why);
}

Result<Archive> Open(const std::string& path, const Limits& limits) {
  std::error_code failed;
  const auto bytes = fs::file_size(path, failed);
  if (failed) return Fail(Code::kNotFound, path + " can't be read: " + failed.message());
  if (bytes > limits.archive_bytes) return Fail(Code::kTooLarge, path + " is too long a zip");
  int code = 0;
  zip_t* raw = zip_open(path.c_str(), ZIP_RDONLY | ZIP_CHECKCONS, &code);
  if (raw != nullptr) return Archive(raw, &zip_discard);
  zip_error_t error;
  zip_error_init_with_code(&error, code);
  const std::string why = zip_error_strerror(&error);
  zip_error_fini(&error);
  return Fail(Code::kCorrupt, path + " is no zip that can be read: " + why);
}

/// What is wrong with a name; empty if nothing is.
std::string_view NameFault(std::string_view name) {
  if (name.empty() || name.size() > kMostNameBytes) return "has a name of no or too many bytes";
  size_t segments = 0;
  for (std::string_view rest = name; !rest.empty();) {
    const size_t slash = rest.find('/');
    const auto segment = rest.substr(0, slash);
    if (segment.empty() || segment == "." || segment == "..") return "leads out of the folder";
    if (++segments > kMostSegments) return "lies too deep";
    rest.remove_prefix(slash == std::string_view::npos ? rest.size() : slash + 1);
  }
  for (const char c : name) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F || c == '\\' || c == ':') {
      return "has a character in its name that no file here may have";
    }
  }
  return {};
}

bool OfTheArchiver(std::string_view name) {
  return name.starts_with("__MACOSX/") || name == ".DS_Store" || name.ends_with("/.DS_Store");
}

Result<void> CheckKind(zip_t* archive, const zip_stat_t& stat, const std::string& name) {
  constexpr zip_uint64_t kWanted = ZIP_STAT_SIZE | ZIP_STAT_COMP_SIZE;
  if ((stat.valid & kWanted) != kWanted) return Refused(Code::kCorrupt, name, "has no size");
  if ((stat.valid & ZIP_STAT_ENCRYPTION_METHOD) != 0 && stat.encryption_method != ZIP_EM_NONE) {
    return Refused(Code::kUnsupported, name, "is encrypted");
  }
  if (stat.comp_method != ZIP_CM_STORE && stat.comp_method != ZIP_CM_DEFLATE) {
    return Refused(Code::kUnsupported, name, "is compressed by a method other than deflate");
  }
  zip_uint8_t system = 0;
  zip_uint32_t attributes = 0;
  constexpr uint32_t kTypeMask = 0170000, kRegular = 0100000;
  if (zip_file_get_external_attributes(archive, stat.index, 0, &system, &attributes) == 0 &&
      system == ZIP_OPSYS_UNIX) {
    const uint32_t type = (attributes >> 16) & kTypeMask;
    if (type != 0 && type != kRegular) return Refused(Code::kCorrupt, name, "is a link or device");
  }
  return {};
}

Result<void> CheckSize(const zip_stat_t& stat, const std::string& name, const Limits& limits) {
  if (stat.size > limits.file_bytes) return Refused(Code::kTooLarge, name, "is too long");
  if (stat.size > kRatioFrom && stat.size / limits.ratio > stat.comp_size) {
    return Refused(Code::kTooLarge, name,
                   "unpacks to more than " + std::to_string(limits.ratio) +
                       " times its size, like a zip bomb");
  }
  return {};
}

Result<std::vector<Entry>> Directory(zip_t* archive, const Limits& limits) {
  const zip_int64_t count = zip_get_num_entries(archive, 0);
  if (count < 0 || static_cast<uint64_t>(count) > limits.files) {
    return Fail(Code::kTooLarge, "holds more than " + std::to_string(limits.files) + " files");
  }
  std::vector<Entry> entries;
  std::set<std::string> seen;
  uint64_t total = 0;
  for (zip_uint64_t i = 0; i < static_cast<zip_uint64_t>(count); ++i) {
    zip_stat_t stat;
    zip_stat_init(&stat);
    if (zip_stat_index(archive, i, 0, &stat) != 0 || (stat.valid & ZIP_STAT_NAME) == 0) {
      return Fail(Code::kCorrupt, "its directory is damaged");
    }
    std::string name = stat.name;
    if (OfTheArchiver(name)) continue;
    if (const auto fault = NameFault(name); !fault.empty()) {
      return Refused(Code::kCorrupt, name, std::string(fault));
    }
    if (name.back() == '/') continue;  // A folder; those of files are made with them.
    if (!seen.insert(FoldedFilePath(name)).second) {
      return Refused(Code::kCorrupt, name, "is there twice");
    }
    if (auto kind = CheckKind(archive, stat, name); !kind) return Failure(kind.error());
    if (auto size = CheckSize(stat, name, limits); !size) return Failure(size.error());
    total += stat.size;
    if (total > limits.total_bytes) return Fail(Code::kTooLarge, "unpacks to too many bytes");
    entries.push_back({i, std::move(name), stat.size});
  }
  return entries;
}

Result<void> CheckRoom(const std::string& folder, const std::vector<Entry>& entries) {
  uint64_t needed = 0;
  for (const Entry& entry : entries) needed += entry.size;
  std::error_code failed;
  const auto space = fs::space(folder, failed);
  if (failed) return Fail(Code::kIo, folder + " can't be looked at: " + failed.message());
  if (space.available >= needed) return {};
  return Fail(Code::kIo, "there is no room in " + folder + " for the " +
                             std::to_string(needed >> 20) + " MiB that it unpacks to");
}

Result<void> Extract(zip_t* archive, const Entry& entry, const std::string& folder) {
  const fs::path path = fs::path(folder) / entry.name;
  std::error_code failed;
  fs::create_directories(path.parent_path(), failed);
  if (failed) return Fail(Code::kIo, path.string() + " can't be made: " + failed.message());
  const std::unique_ptr<zip_file_t, decltype(&zip_fclose)> in(
      zip_fopen_index(archive, entry.index, 0), &zip_fclose);
  if (!in) return Refused(Code::kCorrupt, entry.name, "can't be unpacked");
  std::ofstream out(path, std::ios::binary);
  std::vector<char> chunk(kChunk);
  uint64_t written = 0;
  for (;;) {
    const zip_int64_t got = zip_fread(in.get(), chunk.data(), chunk.size());
    if (got < 0) return Refused(Code::kCorrupt, entry.name, "doesn't unpack to what is declared");
    if (got == 0) break;
    written += static_cast<uint64_t>(got);
    if (written > entry.size) {
      return Refused(Code::kCorrupt, entry.name, "unpacks to more than is declared");
    }
    out.write(chunk.data(), got);
  }
  out.close();
  if (!out) return Fail(Code::kIo, path.string() + " can't be written; is the disk full?");
  if (written == entry.size) return {};
  return Refused(Code::kCorrupt, entry.name, "unpacks to less than is declared");
}

}  // namespace

Result<void> UnpackPlainZip(const std::string& archive, const std::string& folder,
                            const Limits& limits) {
  const auto opened = Open(archive, limits);
  if (!opened) return Failure(opened.error());
  const auto entries = Directory(opened->get(), limits);
  if (!entries) return Failure(entries.error(), archive);
  if (auto room = CheckRoom(folder, *entries); !room) return room;
  for (const Entry& entry : *entries) {
    if (auto out = Extract(opened->get(), entry, folder); !out) {
      return Failure(out.error(), archive);
    }
  }
  return {};
}

}  // namespace redquill::model
