#ifndef REDQUILL_TRAIN_NEURAL_CHECKPOINT_H_
#define REDQUILL_TRAIN_NEURAL_CHECKPOINT_H_

#include <optional>
#include <string>

#include "base/error.h"
#include "train/neural/adamw.h"
#include "train/neural/history.h"

namespace redquill::train {

/// Everything that a training needs to go on as if it had not stopped. Random numbers are drawn
/// anew from the seed and the step, so they have no state.
struct TrainingState {
  int epoch = 0;        ///< From 0.
  size_t batch = 0;     ///< The epoch's next one.
  double loss_sum = 0;  ///< Of the epoch's batches so far.
  double seconds = 0;   ///< Spent on the epoch so far.
  size_t tokens = 0;    ///< Learned in it.
  History history;
  Parameters averaged, best;
};

/// Writes the state to a safetensors file, in one piece or not at all. `fingerprint` tells this
/// training from others. kIo.
Result<void> SaveCheckpoint(const std::string& path, const std::string& fingerprint,
                            const TrainingState& state, const Parameters& weights, AdamW* adam);

/// Reads it back into `weights` and `adam`; false where there is no such file. kConflict for
/// another fingerprint, kCorrupt.
Result<bool> LoadCheckpoint(const std::string& path, const std::string& fingerprint,
                            TrainingState* state, Parameters* weights, AdamW* adam);

}  // namespace redquill::train

#endif  // REDQUILL_TRAIN_NEURAL_CHECKPOINT_H_
