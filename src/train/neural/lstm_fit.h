#ifndef REDQUILL_TRAIN_NEURAL_LSTM_FIT_H_
#define REDQUILL_TRAIN_NEURAL_LSTM_FIT_H_

#include <functional>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "base/error.h"
#include "model/manifest.h"
#include "model/onnx/lstm_writer.h"
#include "scoring/calibration.h"
#include "train/feature/essay_set.h"
#include "train/neural/history.h"
#include "train/neural/vocabulary.h"

namespace redquill::train {

/// How an LSTM is trained. Chosen on validation parts of training folds.
struct LstmRecipe {
  int64_t width = 64, hidden = 64;
  model::onnx::LstmPooling pooling = model::onnx::LstmPooling::kMeanAndSum;
  double word_dropout = 0.05, input_dropout = 0.2, output_dropout = 0.2;
  size_t least_count = 3, vocabulary = 20000;
  size_t max_tokens = 2048;
  int epochs = 4, patience = 3;
  double learning_rate = 3e-3, weight_decay = 0.01;
  size_t batch_tokens = 8192;
  int validation_share = 10;  ///< One essay in so many, of each prompt and score, validates.
};

/// Called as the training goes on.
struct LstmHooks {
  std::function<void(size_t done, size_t all)> tokens = [](size_t, size_t) {};
  std::function<void(const History&)> epoch = [](const History&) {};
};

/// A trained LSTM, ready to be packed.
struct LstmModel {
  std::string onnx;
  Vocabulary vocabulary;
  size_t max_tokens = 0;
  History history;
  size_t learned = 0, validated = 0;
  int64_t parameters = 0;
  /// Of the validation part, by prompt number of the essay set where targets were standardised
  /// within prompts, else one line under -1.
  std::map<int, scoring::Linear> lines;
};

/// Trains on the essays of `set` (read with their texts) that `rows` chooses: the vocabulary is
/// counted, the scores are standardised (within each prompt with `within_prompts`: for prompts that
/// are scored on different scales; the head then gives one value a prompt), a validation part is
/// set apart for early stopping and for the calibration. `checkpoint`: see TrainOptions.
/// kInvalidArgument below 50 essays, or where all have one score; Train's errors.
Result<LstmModel> FitLstm(const EssaySet& set, std::span<const size_t> rows,
                          const LstmRecipe& recipe, bool within_prompts, uint64_t seed,
                          const std::string& checkpoint, const LstmHooks& hooks);

/// The bytes of the model's package; as PackFeatureModel. The model has to have one line.
Result<std::string> PackLstm(const LstmModel& model, model::Manifest manifest,
                             const std::string& card);

/// Limits this process to one thread of linear algebra: matrices here are small, and more threads
/// are slower. Results are the same bits for one number of threads alone.
void UseOneThread();

}  // namespace redquill::train

#endif  // REDQUILL_TRAIN_NEURAL_LSTM_FIT_H_
