#ifndef REDQUILL_TRAIN_NEURAL_ENCODER_FIT_H_
#define REDQUILL_TRAIN_NEURAL_ENCODER_FIT_H_

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "model/onnx/model_writer.h"
#include "train/neural/fit.h"
#include "train/neural/frozen_activations.h"
#include "train/neural/starting_point.h"

namespace redquill::train {

/// How an encoder is fine-tuned. Chosen on validation parts of training folds.
struct EncoderRecipe : LoopRecipe {
  EncoderRecipe() {
    epochs = 3;
    learning_rate = 2e-4;
    warm_up = 0.1;
    precision = model::onnx::Precision::kInt8;
  }
  StartRecipe start;
  EncoderOptions encoder;
};

/// An encoder to start from and the essays of one set as it reads them, for one training or for
/// those of all folds: tokens and the frozen layers' activations are made once.
class EncoderFit {
 public:
  /// Opens the starting point and cuts the texts of `rows` of `set`, which outlives this. `work`: a
  /// folder for the activations; in memory if empty. `done` is told tokens of `all`. The errors of
  /// StartingPoint, EncoderNetwork and FrozenActivations.
  static Result<std::unique_ptr<EncoderFit>> Open(
      const EncoderRecipe& recipe, const EssaySet& set, std::span<const size_t> rows, uint64_t seed,
      const std::string& work, const std::function<void(size_t done, size_t all)>& done);

  /// As FitLstm; `rows` are of those given to Open. The network as it was trained, in standardised
  /// scores, is what Keep writes.
  Result<NetworkModel> Fit(std::span<const size_t> rows, bool within_prompts, uint64_t seed,
                           const std::string& checkpoint, const FitHooks& hooks);

  /// Layers, from the first, that do not learn.
  int64_t frozen_layers() const;

  /// How many of the essays have more than the model reads.
  size_t cut_essays() const { return cut_; }

  /// Writes the last fit's network as a checkpoint's folder, which can be trained on from (`init`)
  /// or imported as a bare encoder. kIo.
  Result<void> Keep(const std::string& folder) const;

 private:
  EncoderFit(const EncoderRecipe& recipe, const EssaySet& set) : recipe_(recipe), set_(set) {}
  Result<void> ReadEssays(std::span<const size_t> rows);

  EncoderRecipe recipe_;
  const EssaySet& set_;
  std::optional<StartingPoint> start_;
  std::vector<std::vector<int32_t>> tokens_;  // By row; empty where it was not asked for.
  size_t cut_ = 0;
  std::optional<FrozenActivations> frozen_;
  Parameters trained_;
};

}  // namespace redquill::train

#endif  // REDQUILL_TRAIN_NEURAL_ENCODER_FIT_H_
