#ifndef REDQUILL_MODEL_PACKAGE_H_
#define REDQUILL_MODEL_PACKAGE_H_

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "model/limits.h"
#include "model/manifest.h"

namespace redquill::model {

/// A model package (.rqm, or the folder it was unpacked into), opened and proven: it holds exactly
/// the files that its manifest lists, and each has the size and SHA-256 listed there. Const; every
/// method may be called from many threads at once.
///
/// Files stored without compression are read straight from the file's mapping, so a package costs
/// little memory until its bytes are touched. The mapping keeps the file that was opened even if
/// another takes its name (WritePackage and `mv` do that); a file that is changed or cut in place
/// while it is open is beyond what a mapping can survive, so replace packages, never edit them.
///
///     auto package = Package::Open("models/features.rqm");
///     if (!package) return Failure(package.error());
///     auto trees = (*package)->File("model.ubj");
class Package {
 public:
  /// Opens a package file or folder. kNotFound, kIo; kTooLarge over a limit; kUnsupported for a
  /// format, compression or encryption that this program does not know; kInvalidArgument for a
  /// manifest that breaks its rules; kCorrupt for everything else that is wrong with the archive.
  /// The message starts with `path`.
  static Result<std::shared_ptr<const Package>> Open(const std::string& path,
                                                     const Limits& limits = {});

  /// The same from memory. Copies what it keeps.
  static Result<std::shared_ptr<const Package>> OpenBytes(std::span<const std::byte> archive,
                                                          const Limits& limits = {});

  /// `whole` with packages that lie beside it, proven as it is, for OpenMember to give by their
  /// names. It keeps them alive.
  static std::shared_ptr<const Package> Join(std::shared_ptr<const Package> whole,
                                             std::vector<std::shared_ptr<const Package>> beside);

  /// A package that `whole` was joined with, or one inside it: its files, manifest.json among them,
  /// lie under members/NAME/ there and have been proven with the whole. It keeps the whole alive.
  /// kNotFound where there is none;
  /// kInvalidArgument for a manifest that breaks its rules; kCorrupt where the member's manifest
  /// and the whole's don't list the same files with the same digests.
  static Result<std::shared_ptr<const Package>> OpenMember(std::shared_ptr<const Package> whole,
                                                           std::string_view name);

  ~Package();
  Package(const Package&) = delete;
  Package& operator=(const Package&) = delete;

  const Manifest& manifest() const;

  /// SHA-256 of manifest.json, 64 lower-case hexadecimal digits. The manifest lists every other
  /// file's digest, so this names the whole content; how the archive is compressed does not matter.
  const std::string& digest() const;

  /// manifest.json, the bytes that the digest is of.
  const std::string& manifest_json() const;

  /// Where it was opened; empty for one opened from memory.
  const std::string& path() const;

  bool Has(std::string_view file) const;

  /// A file's bytes, valid as long as the package lives, starting at an address that is a multiple
  /// of 64. kNotFound names the package and the file.
  Result<std::span<const std::byte>> File(std::string_view file) const;

  /// The same bytes as characters (not necessarily UTF-8).
  Result<std::string_view> Text(std::string_view file) const;

 private:
  struct Content;
  explicit Package(std::unique_ptr<Content> content);
  std::unique_ptr<const Content> content_;
};

/// "members/NAME/", where a member's files lie in the package that holds it.
std::string MemberFolder(std::string_view name);

/// What a package says of itself, without proof that its other files are as listed.
struct Heading {
  Manifest manifest;
  std::string digest;
  std::string json;  ///< manifest.json as it stands: the bytes that the digest is of.
};

/// Reads the manifest alone: the cost of a package's size is not paid. Errors as Package::Open.
Result<Heading> ReadHeading(const std::string& path, const Limits& limits = {});

/// What became of one file's check.
struct FileCheck {
  FileEntry listed;
  Result<void> outcome;  ///< kCorrupt with what was found instead.
};

struct Verification {
  Heading heading;
  std::vector<FileCheck> files;  ///< In the manifest's order.
  bool sound() const;            ///< Every outcome is good.
};

/// Checks every file and says of each whether it is as listed, where Open stops at the first that
/// is not. Fails as a whole, with the errors of Package::Open, where the archive or the manifest
/// itself can't be read.
Result<Verification> VerifyPackage(const std::string& path, const Limits& limits = {});

}  // namespace redquill::model

#endif  // REDQUILL_MODEL_PACKAGE_H_
