#ifndef REDQUILL_MODEL_HF_CHECKPOINT_H_
#define REDQUILL_MODEL_HF_CHECKPOINT_H_

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/mapped_file.h"
#include "model/hf/config.h"
#include "model/safetensors.h"
#include "model/tensor.h"

namespace redquill::model::hf {

/// The tensors of a checkpoint folder: model.safetensors, or the shards that
/// model.safetensors.index.json names. The files stay mapped as long as this lives.
class Checkpoint final : public TensorSource {
 public:
  /// kNotFound if the folder has neither file (what it has instead is said); kConflict if a tensor
  /// stands in two shards; kCorrupt, kUnsupported or kTooLarge of a shard, or where the index and
  /// its shards disagree; the tensors are named.
  static Result<std::unique_ptr<Checkpoint>> Open(const std::string& folder);

  const TensorView* Find(std::string_view name) const override;
  std::vector<std::string> Names() const override;

  /// The files read, with their sizes in bytes, in order of name.
  const std::map<std::string, uint64_t>& files() const { return files_; }

 private:
  Checkpoint() = default;
  Result<void> Add(const std::string& folder, const std::string& file);
  Result<void> CheckIndex(const std::map<std::string, std::string>& index) const;

  std::map<std::string, uint64_t> files_;
  std::vector<MappedFile> mappings_;
  std::vector<std::unique_ptr<Safetensors>> shards_;
  std::map<std::string, std::pair<const TensorView*, std::string>, std::less<>> tensors_;
};

/// Reads FOLDER/config.json.
Result<Config> ReadConfigFile(const std::string& folder);

}  // namespace redquill::model::hf

#endif  // REDQUILL_MODEL_HF_CHECKPOINT_H_
