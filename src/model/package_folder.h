#ifndef REDQUILL_MODEL_PACKAGE_FOLDER_H_
#define REDQUILL_MODEL_PACKAGE_FOLDER_H_

#include <map>
#include <string>

#include "base/error.h"
#include "base/mapped_file.h"
#include "model/limits.h"
#include "model/package.h"

namespace redquill::model {

/// Unpacks a package into `folder`, which must not be there yet: manifest.json and every file it
/// lists, each proven and then on disk for good (fsync), when this returns. On failure the folder
/// may be there in part; the caller removes it. Errors as Package::Open, and kIo such as a full
/// disk. Package::Open reads the folder as it reads the archive, with the same digest.
Result<Heading> ExtractPackage(const std::string& archive, const std::string& folder,
                               const Limits& limits = {});

/// The manifest of a package that was unpacked into a folder.
Result<Heading> ReadFolderHeading(const std::string& folder);

/// A file of such a package, mapped and proven; kCorrupt where it is not as listed.
Result<MappedFile> MapProven(const std::string& folder, const FileEntry& listed,
                             const Limits& limits);

/// All of them. kCorrupt also where the folder holds a link or a file that is not listed.
Result<std::map<std::string, MappedFile, std::less<>>> MapFolder(const std::string& folder,
                                                                 const Heading& heading,
                                                                 const Limits& limits);

}  // namespace redquill::model

#endif  // REDQUILL_MODEL_PACKAGE_FOLDER_H_
