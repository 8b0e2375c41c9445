#ifndef REDQUILL_MODEL_IMPORT_PLAIN_ZIP_H_
#define REDQUILL_MODEL_IMPORT_PLAIN_ZIP_H_

#include <string>

#include "base/error.h"
#include "model/limits.h"

namespace redquill::model {

/// Unpacks an ordinary zip, as people and other programs make them (not a package: those are read
/// by zip/directory.h, much more strictly), into `folder`, which must be there and be empty. What
/// an archiver adds for itself (__MACOSX, .DS_Store) is left out.
///
/// Everything is checked before the first byte is written: kTooLarge over a limit, also of a bomb;
/// kCorrupt for a damaged archive, names that lead out of the folder or come twice (case aside),
/// and links; kUnsupported for encryption and compression that isn't known; kIo, where a file can't
/// be written. Then `folder` may hold part of the files. What a file unpacks to is never more than
/// the archive declared, and its CRC-32 is checked.
Result<void> UnpackPlainZip(const std::string& archive, const std::string& folder,
                            const Limits& limits = {});

}  // namespace redquill::model

#endif  // REDQUILL_MODEL_IMPORT_PLAIN_ZIP_H_
