#ifndef REDQUILL_TRAIN_NEURAL_NETWORK_CARD_H_
#define REDQUILL_TRAIN_NEURAL_NETWORK_CARD_H_

#include <string>

#include "train/feature/model_card.h"
#include "train/neural/fit.h"

namespace redquill::train {

/// MODEL_CARD.md of a network; `about`: sentences on what it is. Reads metrics.validation of the
/// manifest. Holds no essay text.
std::string NetworkCard(const model::Manifest& manifest, const NetworkModel& model,
                        const std::string& about, const CardFacts& facts);

}  // namespace redquill::train

#endif  // REDQUILL_TRAIN_NEURAL_NETWORK_CARD_H_
