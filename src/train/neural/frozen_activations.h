#ifndef REDQUILL_TRAIN_NEURAL_FROZEN_ACTIVATIONS_H_
#define REDQUILL_TRAIN_NEURAL_FROZEN_ACTIVATIONS_H_

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/mapped_file.h"
#include "train/neural/encoder_network.h"

namespace redquill::train {

/// What an encoder's frozen layers make of some essays, computed once for all epochs and folds:
/// two bytes a number, tokens times width of them, in memory or in files that are mapped. Const;
/// safe to read from many threads.
class FrozenActivations {
 public:
  /// Computes them, essay by essay; an essay without tokens has none. With `folder` not empty they
  /// are kept there, 64 essays a file named after the frozen weights and the tokens, and what is
  /// there is not computed again: after a kill, or where another process with the same folder was
  /// faster. `done` is told how many tokens are. kIo.
  static Result<FrozenActivations> Make(EncoderNetwork* network, std::span<const Tokens> essays,
                                        const std::string& folder,
                                        const std::function<void(size_t tokens)>& done);

  Activations Of(size_t essay) const { return essays_[essay]; }

 private:
  FrozenActivations() = default;
  Result<void> Map(const std::string& path, std::span<const Tokens> essays, size_t width);

  std::vector<std::vector<Bf16>> memory_;
  std::vector<std::unique_ptr<MappedFile>> files_;
  std::vector<Activations> essays_;
};

}  // namespace redquill::train

#endif  // REDQUILL_TRAIN_NEURAL_FROZEN_ACTIVATIONS_H_
