#ifndef REDQUILL_APPS_REDQUILL_PLAIN_MODELS_H_
#define REDQUILL_APPS_REDQUILL_PLAIN_MODELS_H_

#include <string>

#include "base/error.h"
#include "model/import/plain_model.h"
#include "model/library.h"

namespace redquill::app {

/// Makes a package of a model in ordinary zips. What it unpacks lies beside `package` meanwhile and
/// goes again. Errors: ImportPlainModel's, WritePackage's.
Result<void> PackPlainModel(const model::PlainModel& from, const std::string& package);

/// Whether there are zips with models in the folder.
bool HasPlainModels(const std::string& folder);

/// The packages of a folder and those made of its zips, which are kept below `cache` and made again
/// when a zip has changed (size or time). A zip that can't be used is among `refused`. Errors:
/// those of ReadLibrary; kIo for the cache.
Result<model::Library> LibraryWithPlainModels(const std::string& folder, const std::string& cache);

}  // namespace redquill::app

#endif  // REDQUILL_APPS_REDQUILL_PLAIN_MODELS_H_
