#ifndef REDQUILL_MODEL_FILE_PATH_H_
#define REDQUILL_MODEL_FILE_PATH_H_

#include <string>
#include <string_view>

#include "base/error.h"

namespace redquill::model {

/// Checks the path of a file in a package: 1 to 4 segments split by "/", each of 1 to 100 bytes of
/// [A-Za-z0-9._-], starting with a letter, digit or "_" and not ending in ".". This leaves no room
/// for absolute paths, "..", backslashes, NUL, drive letters or hidden files, whatever system a
/// package is unpacked on. kInvalidArgument says which rule is broken.
Result<void> CheckFilePath(std::string_view path);

/// Paths with one folded form would meet in a file system that ignores case.
std::string FoldedFilePath(std::string_view path);

}  // namespace redquill::model

#endif  // REDQUILL_MODEL_FILE_PATH_H_
