#ifndef REDQUILL_TRAIN_NEURAL_LSTM_FIT_H_
#define REDQUILL_TRAIN_NEURAL_LSTM_FIT_H_

#include "model/onnx/lstm_writer.h"
#include "train/neural/fit.h"

namespace redquill::train {

/// How an LSTM is trained. Chosen on validation parts of training folds.
struct LstmRecipe : LoopRecipe {
  int64_t width = 64, hidden = 64;
  model::onnx::LstmPooling pooling = model::onnx::LstmPooling::kMeanAndSum;
  double word_dropout = 0.05, input_dropout = 0.2, output_dropout = 0.2;
  size_t least_count = 3, vocabulary = 20000;
  size_t max_tokens = 2048;
};

/// Trains on the essays of `set` (read with their texts) that `rows` chooses: the vocabulary is
/// counted in those that are learned from; with `within_prompts` the head gives one value a prompt;
/// for the rest see MakeParts and FitNetwork.
Result<NetworkModel> FitLstm(const EssaySet& set, std::span<const size_t> rows,
                             const LstmRecipe& recipe, bool within_prompts, uint64_t seed,
                             const std::string& checkpoint, const FitHooks& hooks);

}  // namespace redquill::train

#endif  // REDQUILL_TRAIN_NEURAL_LSTM_FIT_H_
