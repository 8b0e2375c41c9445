#ifndef REDQUILL_TRAIN_NEURAL_LSTM_CARD_H_
#define REDQUILL_TRAIN_NEURAL_LSTM_CARD_H_

#include <string>

#include "train/feature/model_card.h"
#include "train/neural/lstm_fit.h"

namespace redquill::train {

/// MODEL_CARD.md of an LSTM; reads metrics.validation of the manifest. Holds no essay text.
std::string LstmCard(const model::Manifest& manifest, const LstmModel& model,
                     const CardFacts& facts);

}  // namespace redquill::train

#endif  // REDQUILL_TRAIN_NEURAL_LSTM_CARD_H_
