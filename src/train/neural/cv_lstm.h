#ifndef REDQUILL_TRAIN_NEURAL_CV_LSTM_H_
#define REDQUILL_TRAIN_NEURAL_CV_LSTM_H_

#include <functional>
#include <set>
#include <string>

#include "train/feature/cross_validation.h"
#include "train/neural/lstm_fit.h"

namespace redquill::train {

struct CvLstmOptions {
  CvOptions cv;        ///< kPromptSpecific: each prompt has its own scale, one model learns all.
  std::set<int> only;  ///< Folds to run, from 0; empty: all.
  /// A folder for checkpoints, logs (fold-0.jsonl) and curves (fold-0.svg); none if empty. What is
  /// done there is not done again.
  std::string work;
  std::function<LstmHooks(int fold, int folds)> hooks = [](int, int) { return LstmHooks(); };
};

/// Cross-validates LSTMs: vocabulary, standardisation, early stopping and calibration are fitted
/// inside the training part; test essays are scored by the engine from the written model.
/// kInvalidArgument where folds and essays don't match; FitLstm's errors.
Result<CvReport> CrossValidateLstm(const EssaySet& set, const LstmRecipe& recipe,
                                   const CvLstmOptions& options);

}  // namespace redquill::train

#endif  // REDQUILL_TRAIN_NEURAL_CV_LSTM_H_
