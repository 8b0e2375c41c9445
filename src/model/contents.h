#ifndef REDQUILL_MODEL_CONTENTS_H_
#define REDQUILL_MODEL_CONTENTS_H_

#include <cstddef>
#include <functional>
#include <map>
#include <span>
#include <string>

#include "base/error.h"
#include "model/limits.h"
#include "model/package.h"
#include "model/zip/unpack.h"

namespace redquill::model {

/// An archive whose directory and manifest are read and list the same files, but whose files are
/// not yet proven. Borrows the archive.
class Contents {
 public:
  /// The errors of Package::Open.
  static Result<Contents> Read(std::span<const std::byte> archive, const Limits& limits);

  const Heading& heading() const { return heading_; }

  /// Unpacks a file that the manifest lists and proves its bytes. kCorrupt where size, CRC-32 or
  /// SHA-256 is not as declared.
  Result<zip::Unpacked> Prove(const FileEntry& listed, zip::InPlace in_place) const;

 private:
  explicit Contents(std::span<const std::byte> archive) : archive_(archive) {}

  Result<void> ReadHeading(const zip::Entry& manifest);
  Result<void> CompareListings() const;

  std::span<const std::byte> archive_;
  Heading heading_;
  std::map<std::string, zip::Entry, std::less<>> entries_;  // The manifest apart.
};

}  // namespace redquill::model

#endif  // REDQUILL_MODEL_CONTENTS_H_
