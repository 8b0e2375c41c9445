#include "model/contents.h"

#include <set>

#include "base/quote.h"
#include "base/sha256.h"
#include "model/manifest_rules.h"
#include "model/zip/directory.h"

namespace redquill::model {
namespace {

std::string_view AsText(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

}  // namespace

Result<Contents> Contents::Read(std::span<const std::byte> archive, const Limits& limits) {
  auto entries = zip::ReadDirectory(archive, limits);
  if (!entries) return Failure(entries.error());
  Contents contents(archive);
  for (zip::Entry& entry : *entries) {
    std::string name = entry.name;
    contents.entries_.emplace(std::move(name), std::move(entry));
  }
  const auto manifest = contents.entries_.extract(std::string(kManifestFile));
  if (manifest.empty()) {
    return Fail(Code::kCorrupt, "has no manifest.json; it is a zip archive but no model package");
  }
  if (auto read = contents.ReadHeading(manifest.mapped()); !read) return Failure(read.error());
  if (auto same = contents.CompareListings(); !same) return Failure(same.error());
  return contents;
}

Result<void> Contents::ReadHeading(const zip::Entry& entry) {
  if (entry.size > kManifestLimits.bytes) {
    return Fail(Code::kTooLarge, "manifest.json unpacks to " + std::to_string(entry.size) +
                                     " bytes; at most " + std::to_string(kManifestLimits.bytes) +
                                     " are read");
  }
  const auto unpacked = zip::Unpack(archive_, entry, zip::InPlace::kYes);
  if (!unpacked) return Failure(unpacked.error());
  const std::string_view json = AsText(unpacked->bytes);
  auto manifest = ReadManifest(json);
  if (!manifest) return Failure(manifest.error(), "manifest.json");
  heading_ = {
      .manifest = std::move(*manifest), .digest = Sha256Hex(json), .json = std::string(json)};
  return {};
}

Result<void> Contents::CompareListings() const {
  std::set<std::string_view> listed;
  for (const FileEntry& file : heading_.manifest.files) {
    const auto entry = entries_.find(file.path);
    if (entry == entries_.end()) {
      return Fail(Code::kCorrupt, "file " + Quoted(file.path) + " is listed but not there");
    }
    if (entry->second.size != file.bytes) {
      return Fail(Code::kCorrupt, "file " + Quoted(file.path) + " has " +
                                      std::to_string(entry->second.size) + " bytes; listed are " +
                                      std::to_string(file.bytes));
    }
    listed.insert(file.path);
  }
  for (const auto& [name, entry] : entries_) {
    if (listed.contains(name)) continue;
    return Fail(Code::kCorrupt, "file " + Quoted(name) + " is there but not listed");
  }
  return {};
}

Result<zip::Unpacked> Contents::Prove(const FileEntry& listed, zip::InPlace in_place) const {
  auto unpacked = zip::Unpack(archive_, entries_.find(listed.path)->second, in_place);
  if (!unpacked) return unpacked;
  const std::string digest = Sha256Hex(AsText(unpacked->bytes));
  if (digest == listed.sha256) return unpacked;
  return Fail(Code::kCorrupt, "file " + Quoted(listed.path) + " has the SHA-256 " + digest +
                                  "; listed is " + listed.sha256);
}

}  // namespace redquill::model
