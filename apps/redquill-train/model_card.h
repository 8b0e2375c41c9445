#ifndef REDQUILL_APPS_REDQUILL_TRAIN_MODEL_CARD_H_
#define REDQUILL_APPS_REDQUILL_TRAIN_MODEL_CARD_H_

#include <string>

#include "model/manifest.h"

namespace redquill::train_app {

/// MODEL_CARD.md of a feature model: what it learned from, how to train it again, how it measured,
/// where it must not be trusted, and its licence (Mitchell et al., "Model Cards for Model
/// Reporting", 2019). `command` is the one that trained it.
std::string FeatureModelCard(const model::Manifest& manifest, const std::string& command);

}  // namespace redquill::train_app

#endif  // REDQUILL_APPS_REDQUILL_TRAIN_MODEL_CARD_H_
