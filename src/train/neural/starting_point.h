#ifndef REDQUILL_TRAIN_NEURAL_STARTING_POINT_H_
#define REDQUILL_TRAIN_NEURAL_STARTING_POINT_H_

#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "model/hf/checkpoint.h"
#include "text/tokenizer/tokenizer.h"
#include "train/neural/encoder_network.h"

namespace redquill::train {

/// What a transformer's training starts from: a checkpoint, or a shape and weights drawn by chance.
struct StartRecipe {
  /// A checkpoint's folder (config.json, safetensors, tokenizer.json), or a package that was
  /// trained here (WrittenWeights).
  std::string init;
  std::string tokenizer;  ///< Without `init`: a tokenizer.json.
  /// Of a checkpoint, any of these; without one, the first.
  std::vector<model::hf::Architecture> architectures = {model::hf::Architecture::kBert};
  int64_t layers = 4, width = 256, heads = 4;  ///< Without `init`.
  /// Longest essay: a checkpoint's own positions are continued (EncoderOptions).
  int64_t max_tokens = 1024;
};

/// A network's shape, tokenizer and first weights. Const but for the files that stay mapped.
class StartingPoint {
 public:
  /// kInvalidArgument for neither or both of a checkpoint and a tokenizer, and for a shape that
  /// can't be; kUnsupported for another architecture; the errors of hf::Checkpoint,
  /// hf::ReadConfig and the tokenizer's file, or of Package and WrittenWeights.
  static Result<StartingPoint> Open(const StartRecipe& recipe);

  const model::hf::Config& config() const { return config_; }
  const std::shared_ptr<const text::Tokenizer>& tokenizer() const { return tokenizer_; }
  const std::string& tokenizer_json() const { return tokenizer_json_; }
  /// config.json of the bare model.
  std::string config_json() const { return config_json_.dump(); }

  /// EncoderNetwork's errors.
  Result<std::unique_ptr<EncoderNetwork>> MakeNetwork(const EncoderOptions& options,
                                                      uint64_t seed) const;

  /// Reads tensors that the checkpoint has beside the network's; false, and they stay as they are,
  /// where it hasn't all of them.
  bool ReadMore(Parameters* tensors) const;

  /// Writes weights of this shape as a checkpoint's folder, which can be trained on from or
  /// imported as a bare encoder. kIo.
  Result<void> Keep(const Parameters& weights, const std::string& folder) const;

 private:
  StartingPoint() = default;
  Result<void> ReadCheckpoint(const StartRecipe& recipe);
  Result<void> ReadPackage(const StartRecipe& recipe);
  /// Takes a configuration that was read, if its architecture is one that is wanted.
  Result<void> Take(const model::hf::Config& config, const std::string& json,
                    const StartRecipe& recipe);
  Result<void> MakeShape(const StartRecipe& recipe);

  nlohmann::json config_json_;
  model::hf::Config config_;
  std::unique_ptr<model::TensorSource> weights_;  // Null: they are drawn.
  std::string tokenizer_json_;
  std::shared_ptr<const text::Tokenizer> tokenizer_;
};

}  // namespace redquill::train

#endif  // REDQUILL_TRAIN_NEURAL_STARTING_POINT_H_
