#ifndef REDQUILL_MODEL_HF_CHECKPOINT_FOLDER_H_
#define REDQUILL_MODEL_HF_CHECKPOINT_FOLDER_H_

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "base/error.h"
#include "model/safetensors_writer.h"

namespace redquill::model::hf {

/// Writes a checkpoint's config.json, tokenizer.json and model.safetensors to a folder, which is
/// made if it isn't there; each file is whole or not there. kIo.
Result<void> WriteCheckpointFolder(const std::string& folder, const nlohmann::json& config,
                                   const std::string& tokenizer_json, SafetensorsWriter tensors);

}  // namespace redquill::model::hf

#endif  // REDQUILL_MODEL_HF_CHECKPOINT_FOLDER_H_
