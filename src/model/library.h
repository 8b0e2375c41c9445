#ifndef REDQUILL_MODEL_LIBRARY_H_
#define REDQUILL_MODEL_LIBRARY_H_

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "model/limits.h"
#include "model/package.h"

namespace redquill::model {

/// The packages in one folder (not in folders below it), known by their manifests. A plain value;
/// says what was there when it was read.
struct Library {
  struct Entry {
    std::string file;
    Heading heading;
  };
  struct Refused {
    std::string file;
    Error error;
  };

  std::string folder;
  std::vector<Entry> entries;    ///< By model name; no name twice.
  std::vector<Refused> refused;  ///< By file name: what can't be read, and packages that claim one
                                 ///< name (kConflict, naming both files): none of those is used.

  /// Opens and proves an entry's package, joined with the members that it names beside it
  /// (model/members_beside.h). kNotFound where one of those is not in the folder with the digest
  /// that is named; else the errors of Package::Open.
  Result<std::shared_ptr<const Package>> Open(const Entry& entry, const Limits& limits = {}) const;

  /// The same of a model by its name. kNotFound names the models that are there; kConflict where
  /// several files claim the name.
  Result<std::shared_ptr<const Package>> Load(std::string_view name,
                                              const Limits& limits = {}) const;
};

/// Reads the manifests of every *.rqm in a folder. kNotFound or kIo for the folder itself;
/// a damaged package is reported in `refused` and does not keep the others from being used.
Result<Library> ReadLibrary(const std::string& folder, const Limits& limits = {});

/// The same of packages that are named one by one, wherever they are; `folder` stands in messages.
Library ReadPackages(const std::vector<std::string>& files, const std::string& folder,
                     const Limits& limits = {});

/// Opens the model that a person named: a path to a package (has a "/" or ends in ".rqm"), or the
/// name of a model in `folder`. A path's members beside it are looked for in its folder.
Result<std::shared_ptr<const Package>> LoadModel(const std::string& name_or_path,
                                                 const std::string& folder,
                                                 const Limits& limits = {});

}  // namespace redquill::model

#endif  // REDQUILL_MODEL_LIBRARY_H_
