#ifndef REDQUILL_TRAIN_ENSEMBLE_ENSEMBLE_CARD_H_
#define REDQUILL_TRAIN_ENSEMBLE_ENSEMBLE_CARD_H_

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "model/package.h"
#include "train/ensemble/pack_ensemble.h"
#include "train/feature/model_card.h"

namespace redquill::train {

/// MODEL_CARD.md of an ensemble: members by name and digest with their weights, and what they
/// learned from.
std::string EnsembleCard(const model::Manifest& manifest,
                         const std::vector<std::shared_ptr<const model::Package>>& members,
                         const std::map<std::string, Blend>& blends, MembersLie lie,
                         const CardFacts& facts);

}  // namespace redquill::train

#endif  // REDQUILL_TRAIN_ENSEMBLE_ENSEMBLE_CARD_H_
