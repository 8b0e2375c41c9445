#include "model/package_writer.h"

#include <algorithm>

#include "base/atomic_file.h"
#include "base/quote.h"
#include "base/sha256.h"
#include "model/file_path.h"
#include "model/limits.h"
#include "model/zip/writer.h"

namespace redquill::model {
namespace {

/// Lists the files, sorted, in the manifest; returns its written form.
Result<std::string> ListFiles(Manifest* manifest, std::vector<PackageFile>* files) {
  if (!manifest->files.empty()) {
    return Fail(Code::kInvalidArgument, "files must be empty: the writer lists them", "files");
  }
  std::sort(files->begin(), files->end(),
            [](const PackageFile& a, const PackageFile& b) { return a.path < b.path; });
  uint64_t deflated = 0;
  for (const PackageFile& file : *files) {
    if (auto path = CheckFilePath(file.path); !path) return Failure(path.error());
    if (!manifest->files.empty() && manifest->files.back().path == file.path) {
      return Fail(Code::kInvalidArgument, "two files are called " + Quoted(file.path));
    }
    if (file.storage == Storage::kDeflated) deflated += file.bytes.size();
    manifest->files.push_back(
        {.path = file.path, .bytes = file.bytes.size(), .sha256 = Sha256Hex(file.bytes)});
  }
  const Limits limits;
  if (files->size() + 1 > limits.files || deflated > limits.inflated_bytes) {
    return Fail(Code::kTooLarge, "more than " + std::to_string(limits.files) + " files or " +
                                     std::to_string(limits.inflated_bytes) +
                                     " bytes to compress, which readers refuse; store large files "
                                     "without compression");
  }
  return WriteManifest(*manifest);
}

Result<std::string> Write(Manifest manifest, std::vector<PackageFile> files,
                          zip::Writer::Sink sink) {
  const auto json = ListFiles(&manifest, &files);
  if (!json) return Failure(json.error());
  zip::Writer writer(std::move(sink));
  // First and not compressed, so that `head` shows what the file is.
  if (auto added = writer.Add(kManifestFile, *json, true); !added) return Failure(added.error());
  for (const PackageFile& file : files) {
    auto added = writer.Add(file.path, file.bytes, file.storage == Storage::kStored);
    if (!added) return Failure(added.error());
  }
  if (auto finished = writer.Finish(); !finished) return Failure(finished.error());
  return Sha256Hex(*json);
}

}  // namespace

Result<std::string> WritePackage(const std::string& path, Manifest manifest,
                                 std::vector<PackageFile> files) {
  auto file = AtomicFile::Create(path);
  if (!file) return Failure(file.error());
  auto digest = Write(std::move(manifest), std::move(files),
                      [&](std::string_view bytes) { return file->Write(bytes); });
  if (!digest) return digest;
  if (auto committed = file->Commit(); !committed) return Failure(committed.error());
  return digest;
}

Result<std::string> WritePackageBytes(Manifest manifest, std::vector<PackageFile> files) {
  std::string archive;
  auto written =
      Write(std::move(manifest), std::move(files), [&](std::string_view bytes) -> Result<void> {
        archive += bytes;
        return {};
      });
  if (!written) return written;
  return archive;
}

}  // namespace redquill::model
