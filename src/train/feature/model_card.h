#ifndef REDQUILL_TRAIN_FEATURE_MODEL_CARD_H_
#define REDQUILL_TRAIN_FEATURE_MODEL_CARD_H_

#include <string>
#include <vector>

#include "model/manifest.h"
#include "train/feature/essay_set.h"
#include "train/feature/evaluation_summary.h"
#include "train/feature/feature_model.h"

namespace redquill::train {

/// What a model card tells beside what the manifest says.
struct CardFacts {
  std::string command;  ///< The command that trained it, with file names without folders.
  std::string program;  ///< "redquill-train 0.1.0, xgboost 1.7.4"
  std::vector<SourceReport> sources;
  std::vector<std::pair<std::string, size_t>> prompts;  ///< With their essays.
  std::vector<EvaluationSummary> evaluations;
};

/// MODEL_CARD.md: what the model is and is for, its data by name and digest, how it was made, how
/// well it scores and where it should not be used. Holds no essay text.
std::string ModelCard(const model::Manifest& manifest, const FeatureModel& model,
                      const CardFacts& facts);

/// The card's sections on data and on measured agreement, which all kinds of models share.
std::string DataSection(const model::Manifest& manifest, const CardFacts& facts);
std::string MeasuredSection(const CardFacts& facts);

/// Agreement of a part's inner out-of-fold values, calibrated and on the scale, for the manifest's
/// metrics: {"essays", "qwk", "mean_over_prompts"}.
nlohmann::json InnerAgreement(const EssaySet& set, std::span<const size_t> rows,
                              const FeatureModel& model, size_t part, const model::Scale& scale);

}  // namespace redquill::train

#endif  // REDQUILL_TRAIN_FEATURE_MODEL_CARD_H_
