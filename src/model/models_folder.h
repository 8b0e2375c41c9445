#ifndef REDQUILL_MODEL_MODELS_FOLDER_H_
#define REDQUILL_MODEL_MODELS_FOLDER_H_

#include <string>

#include "base/error.h"

namespace redquill::model {

/// The folder with the models: `flag` (of --models) if not empty, else the environment's
/// REDQUILL_MODELS if not empty, else ./models if it is a folder, else share/redquill/models under
/// the prefix that this program is installed in. kNotFound if the folder that was asked for, or
/// every one of the usual places, is not there; the message names them.
Result<std::string> ModelsFolder(const std::string& flag);

/// Where to look, for tests. Empty: not given.
struct FolderPlaces {
  std::string flag, environment, working_folder, program;
};
Result<std::string> FindModelsFolder(const FolderPlaces& places);

}  // namespace redquill::model

#endif  // REDQUILL_MODEL_MODELS_FOLDER_H_
