#include "model/hf/checkpoint_folder.h"

#include <filesystem>
#include <nlohmann/json.hpp>
#include <utility>

#include "base/file.h"

namespace redquill::model::hf {

Result<void> WriteCheckpointFolder(const std::string& folder, const nlohmann::json& config,
                                   const std::string& tokenizer_json, SafetensorsWriter tensors) {
  std::error_code failed;
  std::filesystem::create_directories(folder, failed);
  if (failed) return Fail(Code::kIo, folder + ": " + failed.message());
  for (const auto& [name, bytes] :
       {std::pair<std::string, std::string>{"config.json", config.dump(2) + "\n"},
        {"tokenizer.json", tokenizer_json},
        {"model.safetensors", std::move(tensors).Finish()}}) {
    if (auto kept = WriteFileAtomically(folder + "/" + name, bytes); !kept) return kept;
  }
  return {};
}

}  // namespace redquill::model::hf
