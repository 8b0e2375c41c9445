#ifndef REDQUILL_TRAIN_FEATURE_TREES_H_
#define REDQUILL_TRAIN_FEATURE_TREES_H_

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/error.h"
#include "train/feature/recipe.h"

namespace redquill::train {

/// Fits gradient boosted trees by XGBoost on one thread and returns the model in UBJSON. `rows`
/// holds scores.size() rows of equal length. The same input and seed give the same bytes, whatever
/// was fitted before or fits beside it in other threads. kInternal where XGBoost fails.
Result<std::string> FitTrees(std::span<const float> rows, std::span<const double> scores,
                             const TreesRecipe& recipe, uint64_t seed);

/// The predictions of such a model for each row, by the same code that scores essays.
Result<std::vector<double>> PredictTrees(const std::string& model, std::span<const float> rows,
                                         size_t columns);

}  // namespace redquill::train

#endif  // REDQUILL_TRAIN_FEATURE_TREES_H_
