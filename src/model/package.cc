#include "model/package.h"

#include <algorithm>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <system_error>

#include "base/mapped_file.h"
#include "base/sha256.h"
#include "model/contents.h"
#include "model/package_folder.h"

namespace redquill::model {

struct Package::Content {
  std::string path;
  Heading heading;
  std::optional<MappedFile> mapping;
  std::vector<zip::AlignedBytes> owned;
  std::map<std::string, MappedFile, std::less<>> unpacked;  // Of a package in a folder.
  std::map<std::string, std::span<const std::byte>, std::less<>> files;
  std::shared_ptr<const Package> whole;  // Whose files these are, where they are another's.
  std::vector<std::shared_ptr<const Package>> beside;

  Result<void> Fill(std::span<const std::byte> archive, const Limits& limits,
                    zip::InPlace in_place) {
    auto contents = Contents::Read(archive, limits);
    if (!contents) return Failure(contents.error());
    for (const FileEntry& listed : contents->heading().manifest.files) {
      auto proven = contents->Prove(listed, in_place);
      if (!proven) return Failure(proven.error());
      files[listed.path] = proven->bytes;
      if (proven->owned) owned.push_back(std::move(*proven->owned));
    }
    heading = contents->heading();
    return {};
  }

  Result<void> FillFromFolder(const std::string& folder, const Limits& limits) {
    auto read = ReadFolderHeading(folder);
    if (!read) return Failure(read.error());
    auto mapped = MapFolder(folder, *read, limits);
    if (!mapped) return Failure(mapped.error(), folder);
    unpacked = std::move(*mapped);
    for (const auto& [name, file] : unpacked) files[name] = file.bytes();
    heading = std::move(*read);
    return {};
  }
};

namespace {

/// The files of a member are those of the whole under its prefix, each listed alike in both.
Result<void> CompareWithWhole(const Manifest& whole, const std::string& prefix,
                              const Manifest& member) {
  std::map<std::string, FileEntry, std::less<>> listed;
  for (const FileEntry& file : whole.files) {
    if (!file.path.starts_with(prefix)) continue;
    const std::string path = file.path.substr(prefix.size());
    if (path != kManifestFile) listed[path] = {path, file.bytes, file.sha256};
  }
  for (const FileEntry& file : member.files) {
    const auto found = listed.find(file.path);
    if (found == listed.end() || !(found->second == file)) {
      return Fail(Code::kCorrupt, prefix + file.path + " is not as the member's manifest lists it");
    }
    listed.erase(found);
  }
  if (listed.empty()) return {};
  return Fail(Code::kCorrupt,
              prefix + listed.begin()->first + " is there, but the member's manifest lists it not");
}

bool IsFolder(const std::string& path) {
  std::error_code ignored;
  return std::filesystem::is_directory(path, ignored);
}

}  // namespace

Package::Package(std::unique_ptr<Content> content) : content_(std::move(content)) {}
Package::~Package() = default;

Result<std::shared_ptr<const Package>> Package::Open(const std::string& path,
                                                     const Limits& limits) {
  if (IsFolder(path)) {
    auto content = std::make_unique<Content>();
    content->path = path;
    if (auto filled = content->FillFromFolder(path, limits); !filled) {
      return Failure(filled.error());
    }
    return std::shared_ptr<const Package>(new Package(std::move(content)));
  }
  auto mapping = MappedFile::Open(path, limits.archive_bytes);
  if (!mapping) return Failure(mapping.error());
  auto content = std::make_unique<Content>();
  content->path = path;
  content->mapping.emplace(std::move(*mapping));
  auto filled = content->Fill(content->mapping->bytes(), limits, zip::InPlace::kYes);
  if (!filled) return Failure(filled.error(), path);
  return std::shared_ptr<const Package>(new Package(std::move(content)));
}

Result<std::shared_ptr<const Package>> Package::OpenBytes(std::span<const std::byte> archive,
                                                          const Limits& limits) {
  auto content = std::make_unique<Content>();
  if (auto filled = content->Fill(archive, limits, zip::InPlace::kNo); !filled) {
    return Failure(filled.error());
  }
  return std::shared_ptr<const Package>(new Package(std::move(content)));
}

std::shared_ptr<const Package> Package::Join(std::shared_ptr<const Package> whole,
                                             std::vector<std::shared_ptr<const Package>> beside) {
  auto content = std::make_unique<Content>();
  content->path = whole->path();
  content->heading = whole->content_->heading;
  content->files = whole->content_->files;
  content->beside = std::move(beside);
  content->whole = std::move(whole);
  return std::shared_ptr<const Package>(new Package(std::move(content)));
}

Result<std::shared_ptr<const Package>> Package::OpenMember(std::shared_ptr<const Package> whole,
                                                           std::string_view name) {
  for (const auto& member : whole->content_->beside) {
    if (member->manifest().name == name) return member;
  }
  const std::string prefix = MemberFolder(name);
  const auto json = whole->Text(prefix + std::string(kManifestFile));
  if (!json) return Failure(json.error());
  auto manifest = ReadManifest(*json);
  if (!manifest) return Failure(manifest.error(), prefix + std::string(kManifestFile));
  if (auto same = CompareWithWhole(whole->manifest(), prefix, *manifest); !same) {
    return Failure(same.error());
  }
  auto content = std::make_unique<Content>();
  content->path = whole->path();
  for (const FileEntry& file : manifest->files) {
    content->files[file.path] = *whole->File(prefix + file.path);
  }
  content->heading = {std::move(*manifest), Sha256Hex(*json), std::string(*json)};
  content->whole = std::move(whole);
  return std::shared_ptr<const Package>(new Package(std::move(content)));
}

std::string MemberFolder(std::string_view name) { return "members/" + std::string(name) + "/"; }

const Manifest& Package::manifest() const { return content_->heading.manifest; }
const std::string& Package::digest() const { return content_->heading.digest; }
const std::string& Package::path() const { return content_->path; }
const std::string& Package::manifest_json() const { return content_->heading.json; }
bool Package::Has(std::string_view file) const { return content_->files.contains(file); }

Result<std::span<const std::byte>> Package::File(std::string_view file) const {
  const auto found = content_->files.find(file);
  if (found != content_->files.end()) return found->second;
  return Fail(Code::kNotFound, "package " + manifest().name + " has no file " + std::string(file),
              std::string(file));
}

Result<std::string_view> Package::Text(std::string_view file) const {
  const auto bytes = File(file);
  if (!bytes) return Failure(bytes.error());
  return std::string_view(reinterpret_cast<const char*>(bytes->data()), bytes->size());
}

Result<Heading> ReadHeading(const std::string& path, const Limits& limits) {
  if (IsFolder(path)) return ReadFolderHeading(path);
  const auto mapping = MappedFile::Open(path, limits.archive_bytes);
  if (!mapping) return Failure(mapping.error());
  auto contents = Contents::Read(mapping->bytes(), limits);
  if (!contents) return Failure(contents.error(), path);
  return contents->heading();
}

bool Verification::sound() const {
  return std::all_of(files.begin(), files.end(),
                     [](const FileCheck& check) { return check.outcome.has_value(); });
}

namespace {

Result<Verification> VerifyFolder(const std::string& folder, const Limits& limits) {
  auto heading = ReadFolderHeading(folder);
  if (!heading) return Failure(heading.error());
  Verification verification{.heading = std::move(*heading), .files = {}};
  for (const FileEntry& listed : verification.heading.manifest.files) {
    const auto proven = MapProven(folder, listed, limits);
    Result<void> outcome;
    if (!proven) outcome = Failure(proven.error());
    verification.files.push_back({.listed = listed, .outcome = std::move(outcome)});
  }
  return verification;
}

}  // namespace

Result<Verification> VerifyPackage(const std::string& path, const Limits& limits) {
  if (IsFolder(path)) return VerifyFolder(path, limits);
  const auto mapping = MappedFile::Open(path, limits.archive_bytes);
  if (!mapping) return Failure(mapping.error());
  auto contents = Contents::Read(mapping->bytes(), limits);
  if (!contents) return Failure(contents.error(), path);
  Verification verification{.heading = contents->heading(), .files = {}};
  for (const FileEntry& listed : verification.heading.manifest.files) {
    const auto proven = contents->Prove(listed, zip::InPlace::kYes);
    Result<void> outcome;
    if (!proven) outcome = Failure(proven.error());
    verification.files.push_back({.listed = listed, .outcome = std::move(outcome)});
  }
  return verification;
}

}  // namespace redquill::model
