#include "model/package.h"

#include <gtest/gtest.h>

#include <map>

#include "base/sha256.h"
#include "model/package_writer.h"
#include "tests/support/raw_zip.h"
#include "tests/support/sample_package.h"

namespace redquill::model {
namespace {

using samples::RawFile;
using samples::RawZip;
using samples::SampleFiles;
using samples::SampleManifest;

std::string Archive() { return *WritePackageBytes(SampleManifest(), SampleFiles()); }

Result<std::shared_ptr<const Package>> OpenString(const std::string& bytes,
                                                  const Limits& limits = {}) {
  return Package::OpenBytes(std::as_bytes(std::span(bytes)), limits);
}

std::map<std::string, std::string> Contents(const Package& package) {
  std::map<std::string, std::string> contents;
  for (const FileEntry& file : package.manifest().files) {
    contents[file.path] = std::string(*package.Text(file.path));
  }
  return contents;
}

TEST(Package, GivesBackWhatWasWritten) {
  const auto package = OpenString(Archive());
  ASSERT_TRUE(package) << package.error().message;
  Manifest manifest = (*package)->manifest();
  EXPECT_EQ(manifest.files.size(), SampleFiles().size());
  manifest.files.clear();
  EXPECT_EQ(manifest, SampleManifest());
  for (const PackageFile& file : SampleFiles()) {
    EXPECT_TRUE((*package)->Has(file.path));
    EXPECT_EQ(*(*package)->Text(file.path), file.bytes) << file.path;
    const auto bytes = (*package)->File(file.path);
    EXPECT_EQ(reinterpret_cast<uintptr_t>(bytes->data()) % 64, 0u) << file.path;
  }
  EXPECT_EQ((*package)->path(), "");
}

TEST(Package, NamesTheFileThatItLacks) {
  const auto package = *OpenString(Archive());
  EXPECT_FALSE(package->Has("tokenizer.json"));
  const auto file = package->File("tokenizer.json");
  ASSERT_FALSE(file);
  EXPECT_EQ(file.error().code, Code::kNotFound);
  EXPECT_EQ(file.error().message, "package sample has no file tokenizer.json");
  EXPECT_FALSE(package->Text("manifest.json"));  // Its content is manifest().
}

TEST(Package, RefusesEveryTruncation) {
  const std::string whole = Archive();
  for (size_t size = 0; size < whole.size(); ++size) {
    const auto package = OpenString(whole.substr(0, size));
    ASSERT_FALSE(package) << size;
    EXPECT_EQ(package.error().code, Code::kCorrupt) << size;
  }
}

/// Changing any one byte is refused, or changes nothing that the package says or holds (a date in a
/// zip header).
TEST(Package, NoTamperedByteChangesTheContent) {
  const std::string whole = Archive();
  const auto original = *OpenString(whole);
  const auto contents = Contents(*original);
  int refused = 0, tried = 0;
  for (const int flip : {0x01, 0x20, 0x80, 0xff}) {
    std::string tampered = whole;
    for (size_t i = 0; i < whole.size(); ++i) {
      tampered[i] = static_cast<char>(whole[i] ^ flip);
      const auto package = OpenString(tampered);
      tampered[i] = whole[i];
      ++tried;
      if (!package) {
        ++refused;
        continue;
      }
      ASSERT_EQ((*package)->digest(), original->digest()) << i;
      ASSERT_EQ((*package)->manifest(), original->manifest()) << i;
      ASSERT_EQ(Contents(**package), contents) << i;
    }
  }
  // What may change: the headers' versions, dates and attributes, and the padding; no file's bytes.
  EXPECT_GT(refused, tried * 4 / 5);
}

/// The archive of a manifest made for `listed` and of `files`, whatever these are.
std::string Forged(std::vector<FileEntry> listed, std::vector<RawFile> files) {
  Manifest manifest = SampleManifest();
  manifest.files = std::move(listed);
  files.insert(files.begin(), RawFile::Stored("manifest.json", *WriteManifest(manifest)));
  return RawZip(files);
}

FileEntry Listed(const std::string& path, const std::string& bytes) {
  return {.path = path, .bytes = bytes.size(), .sha256 = Sha256Hex(bytes)};
}

void ExpectCorrupt(const std::string& archive, std::string_view message) {
  const auto package = OpenString(archive);
  ASSERT_FALSE(package) << message;
  EXPECT_EQ(package.error().code, Code::kCorrupt);
  EXPECT_EQ(package.error().message, message);
}

TEST(Package, HoldsExactlyTheFilesListed) {
  ASSERT_TRUE(OpenString(Forged({Listed("a", "1")}, {RawFile::Stored("a", "1")})));
  ExpectCorrupt(Forged({Listed("a", "1")}, {}), "file 'a' is listed but not there");
  ExpectCorrupt(Forged({}, {RawFile::Stored("a", "1")}), "file 'a' is there but not listed");
  ExpectCorrupt(Forged({Listed("a", "1")}, {RawFile::Stored("a", "12")}),
                "file 'a' has 2 bytes; listed are 1");
  ExpectCorrupt(Forged({Listed("a", "1")}, {RawFile::Stored("a", "2")}),
                "file 'a' has the SHA-256 " + Sha256Hex("2") + "; listed is " + Sha256Hex("1"));
  ExpectCorrupt(Forged({Listed("a", "1")}, {RawFile::Stored("A", "1")}),
                "file 'a' is listed but not there");
}

TEST(Package, NeedsAManifest) {
  ExpectCorrupt(RawZip({RawFile::Stored("a", "1")}),
                "has no manifest.json; it is a zip archive but no model package");
  ExpectCorrupt(RawZip({}), "has no manifest.json; it is a zip archive but no model package");
  ExpectCorrupt("", "too short to be a zip archive");
  EXPECT_EQ(OpenString(RawZip({RawFile::Stored("manifest.json", "{")})).error().message,
            "manifest.json: not JSON: a fault at byte 2");
  EXPECT_EQ(OpenString(RawZip({RawFile::Stored("manifest.json", "{\"format\": 2}")})).error().code,
            Code::kUnsupported);
  const auto huge = RawFile::Stored("manifest.json", std::string((1 << 20) + 1, ' '));
  EXPECT_EQ(OpenString(RawZip({huge})).error().code, Code::kTooLarge);
}

TEST(Package, DigestDoesNotDependOnCompression) {
  const std::string text(2000, 'x');
  const auto stored = *OpenString(Forged({Listed("a", text)}, {RawFile::Stored("a", text)}));
  const auto deflated = *OpenString(Forged({Listed("a", text)}, {RawFile::Deflated("a", text)}));
  EXPECT_EQ(stored->digest(), deflated->digest());
  EXPECT_EQ(Contents(*stored), Contents(*deflated));
  Manifest manifest = SampleManifest();
  manifest.files = {Listed("a", text)};
  EXPECT_EQ(stored->digest(), Sha256Hex(*WriteManifest(manifest)));
}

TEST(Package, HoldsTheCallersLimits) {
  const std::string archive = Archive();
  for (const Limits& limits :
       {Limits{.archive_bytes = archive.size() - 1}, Limits{.files = 4}, Limits{.file_bytes = 399},
        Limits{.total_bytes = 700}, Limits{.inflated_bytes = 399}}) {
    EXPECT_EQ(OpenString(archive, limits).error().code, Code::kTooLarge);
  }
}

}  // namespace
}  // namespace redquill::model
