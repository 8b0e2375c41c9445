#include "model/package_folder.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <set>
#include <system_error>

#include "base/file.h"
#include "base/quote.h"
#include "base/sha256.h"
#include "model/contents.h"
#include "model/manifest_rules.h"

namespace redquill::model {
namespace {

namespace fs = std::filesystem;

std::string_view AsText(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

Result<void> MakeFolder(const std::string& path) {
  if (::mkdir(path.c_str(), 0755) == 0) return {};
  return Fail(errno == EEXIST ? Code::kConflict : Code::kIo,
              path + " can't be made: " + std::strerror(errno));
}

Result<void> MakeParents(const std::string& folder, const std::string& file) {
  for (size_t slash = file.find('/'); slash != std::string::npos;
       slash = file.find('/', slash + 1)) {
    auto made = MakeFolder(folder + "/" + file.substr(0, slash));
    if (!made && made.error().code != Code::kConflict) return made;
  }
  return {};
}

Result<void> WriteDurably(const std::string& folder, const std::string& file,
                          std::string_view bytes) {
  if (auto made = MakeParents(folder, file); !made) return made;
  return WriteFileAtomically(folder + "/" + file, bytes);
}

Result<Heading> HeadingOf(std::string_view json) {
  auto manifest = ReadManifest(json);
  if (!manifest) return Failure(manifest.error(), "manifest.json");
  return Heading{
      .manifest = std::move(*manifest), .digest = Sha256Hex(json), .json = std::string(json)};
}

/// kCorrupt where the folder holds anything but the files that are listed and their folders.
Result<void> CheckListing(const std::string& folder, const Manifest& manifest) {
  std::set<std::string> listed = {std::string(kManifestFile)};
  for (const FileEntry& file : manifest.files) listed.insert(file.path);
  std::error_code error;
  fs::recursive_directory_iterator at(folder, error);
  for (; !error && at != fs::recursive_directory_iterator(); at.increment(error)) {
    const fs::file_status status = at->symlink_status(error);
    if (error) break;
    if (fs::is_directory(status)) continue;
    const std::string name = at->path().lexically_relative(folder).generic_string();
    if (!fs::is_regular_file(status)) {
      return Fail(Code::kCorrupt, "file " + Quoted(name) + " is no regular file");
    }
    if (!listed.contains(name)) {
      return Fail(Code::kCorrupt, "file " + Quoted(name) + " is there but not listed");
    }
  }
  if (error) return Fail(Code::kIo, "can't be read: " + error.message());
  return {};
}

}  // namespace

Result<Heading> ExtractPackage(const std::string& archive, const std::string& folder,
                               const Limits& limits) {
  const auto mapping = MappedFile::Open(archive, limits.archive_bytes);
  if (!mapping) return Failure(mapping.error());
  auto contents = Contents::Read(mapping->bytes(), limits);
  if (!contents) return Failure(contents.error(), archive);
  if (auto made = MakeFolder(folder); !made) return Failure(made.error());
  for (const FileEntry& listed : contents->heading().manifest.files) {
    const auto proven = contents->Prove(listed, zip::InPlace::kYes);
    if (!proven) return Failure(proven.error(), archive);
    auto written = WriteDurably(folder, listed.path, AsText(proven->bytes));
    if (!written) return Failure(written.error());
  }
  auto written = WriteDurably(folder, std::string(kManifestFile), contents->heading().json);
  if (!written) return Failure(written.error());
  return contents->heading();
}

Result<Heading> ReadFolderHeading(const std::string& folder) {
  auto json = ReadFile(folder + "/" + std::string(kManifestFile), kManifestLimits.bytes);
  if (!json && json.error().code == Code::kNotFound) {
    return Fail(Code::kInvalidArgument, folder + " is a folder without a manifest.json");
  }
  if (!json) return Failure(json.error());
  auto heading = HeadingOf(*json);
  return heading ? heading : Failure(heading.error(), folder);
}

Result<MappedFile> MapProven(const std::string& folder, const FileEntry& listed,
                             const Limits& limits) {
  auto mapped = MappedFile::Open(folder + "/" + listed.path, limits.file_bytes);
  if (!mapped && mapped.error().code == Code::kNotFound) {
    return Fail(Code::kCorrupt, "file " + Quoted(listed.path) + " is listed but not there");
  }
  if (!mapped) return mapped;
  const std::string digest = Sha256Hex(AsText(mapped->bytes()));
  if (digest == listed.sha256) return mapped;
  return Fail(Code::kCorrupt, "file " + Quoted(listed.path) + " has the SHA-256 " + digest +
                                  "; listed is " + listed.sha256);
}

Result<std::map<std::string, MappedFile, std::less<>>> MapFolder(const std::string& folder,
                                                                 const Heading& heading,
                                                                 const Limits& limits) {
  if (auto same = CheckListing(folder, heading.manifest); !same) return Failure(same.error());
  std::map<std::string, MappedFile, std::less<>> files;
  for (const FileEntry& listed : heading.manifest.files) {
    auto mapped = MapProven(folder, listed, limits);
    if (!mapped) return Failure(mapped.error());
    files.emplace(listed.path, std::move(*mapped));
  }
  return files;
}

}  // namespace redquill::model
