#ifndef REDQUILL_MODEL_PACKAGE_WRITER_H_
#define REDQUILL_MODEL_PACKAGE_WRITER_H_

#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "model/manifest.h"

namespace redquill::model {

/// How a file lies in the archive.
enum class Storage {
  kDeflated,  ///< Compressed; opened into memory. For JSON, tables, text.
  kStored,    ///< As it is, at an offset that is a multiple of 64, so that it can be mapped.
              ///< For weights: model.onnx, model.gguf.
};

/// A file to put in. Borrows its bytes until WritePackage returns.
struct PackageFile {
  std::string path;
  std::string_view bytes;
  Storage storage = Storage::kDeflated;
};

/// Writes a package so that `path` holds either its old content or all of the new one. The same
/// manifest and files give the same bytes, whatever the order of `files`, the clock or the locale
/// (with one version of zlib; another may compress otherwise, which leaves the digest alone).
/// `manifest.files` must be empty: it is filled here. Returns the package's digest.
///
/// kInvalidArgument where the manifest or a path breaks its rules or a file comes twice; kIo.
Result<std::string> WritePackage(const std::string& path, Manifest manifest,
                                 std::vector<PackageFile> files);

/// The archive's bytes instead of a file.
Result<std::string> WritePackageBytes(Manifest manifest, std::vector<PackageFile> files);

}  // namespace redquill::model

#endif  // REDQUILL_MODEL_PACKAGE_WRITER_H_
