#include "train/feature/trees.h"

#include <xgboost/c_api.h>

#include <limits>
#include <memory>
#include <numeric>

#include "engine/gbdt/booster.h"

namespace redquill::train {
namespace {

using OwnedMatrix = std::unique_ptr<void, int (*)(DMatrixHandle)>;
using OwnedBooster = std::unique_ptr<void, int (*)(BoosterHandle)>;

std::vector<std::pair<std::string, std::string>> Parameters(const TreesRecipe& recipe,
                                                            double base_score, uint64_t seed) {
  return {{"objective", "reg:squarederror"},
          {"tree_method", "hist"},
          {"nthread", "1"},
          {"verbosity", "0"},
          {"max_depth", std::to_string(recipe.depth)},
          {"eta", std::to_string(recipe.eta)},
          {"subsample", std::to_string(recipe.subsample)},
          {"colsample_bytree", std::to_string(recipe.colsample)},
          {"min_child_weight", std::to_string(recipe.min_child_weight)},
          {"max_bin", std::to_string(recipe.bins)},
          {"base_score", std::to_string(base_score)},
          {"seed", std::to_string(seed & 0x7fffffff)}};
}

}  // namespace

Result<std::string> FitTrees(std::span<const float> rows, std::span<const double> scores,
                             const TreesRecipe& recipe, uint64_t seed) {
  const auto failed = [] {
    return Fail(Code::kInternal,
                std::string("The trees could not be fitted: ") + XGBGetLastError());
  };
  DMatrixHandle matrix = nullptr;
  if (XGDMatrixCreateFromMat(rows.data(), scores.size(), rows.size() / scores.size(),
                             std::numeric_limits<float>::quiet_NaN(), &matrix) != 0) {
    return failed();
  }
  const OwnedMatrix matrix_owner(matrix, &XGDMatrixFree);
  const std::vector<float> labels(scores.begin(), scores.end());
  if (XGDMatrixSetFloatInfo(matrix, "label", labels.data(), labels.size()) != 0) return failed();
  BoosterHandle booster = nullptr;
  if (XGBoosterCreate(&matrix, 1, &booster) != 0) return failed();
  const OwnedBooster booster_owner(booster, &XGBoosterFree);
  const double mean =
      std::accumulate(scores.begin(), scores.end(), 0.0) / static_cast<double>(scores.size());
  for (const auto& [name, value] : Parameters(recipe, mean, seed)) {
    if (XGBoosterSetParam(booster, name.c_str(), value.c_str()) != 0) return failed();
  }
  for (int round = 0; round < recipe.rounds; ++round) {
    if (XGBoosterUpdateOneIter(booster, round, matrix) != 0) return failed();
  }
  bst_ulong size = 0;
  const char* bytes = nullptr;
  if (XGBoosterSaveModelToBuffer(booster, R"({"format":"ubj"})", &size, &bytes) != 0) {
    return failed();
  }
  return std::string(bytes, size);
}

Result<std::vector<double>> PredictTrees(const std::string& model, std::span<const float> rows,
                                         size_t columns) {
  const auto booster = engine::gbdt::Booster::Load(std::as_bytes(std::span(model)), columns);
  if (!booster) return Failure(booster.error());
  std::vector<double> predictions;
  for (size_t i = 0; i < rows.size() / columns; ++i) {
    const auto prediction = booster->Predict(rows.subspan(i * columns, columns));
    if (!prediction) return Failure(prediction.error());
    predictions.push_back(*prediction);
  }
  return predictions;
}

}  // namespace redquill::train
