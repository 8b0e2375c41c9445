#ifndef REDQUILL_APPS_REDQUILL_WRITE_IMPORTED_H_
#define REDQUILL_APPS_REDQUILL_WRITE_IMPORTED_H_

#include <string>

#include "base/error.h"
#include "model/import/import.h"

namespace redquill::app {

/// Writes an imported checkpoint as a package, calibrated by nothing: its values are the scores.
/// Returns the package's digest. WritePackage's errors.
Result<std::string> WriteImported(const model::Imported& imported, const std::string& out);

}  // namespace redquill::app

#endif  // REDQUILL_APPS_REDQUILL_WRITE_IMPORTED_H_
