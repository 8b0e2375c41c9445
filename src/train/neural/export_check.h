#ifndef REDQUILL_TRAIN_NEURAL_EXPORT_CHECK_H_
#define REDQUILL_TRAIN_NEURAL_EXPORT_CHECK_H_

#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <vector>

#include "base/error.h"
#include "model/manifest.h"
#include "model/onnx/model_writer.h"
#include "scoring/calibration.h"
#include "train/neural/network.h"
#include "train/neural/score_loss.h"

namespace redquill::train {

/// From LibTorch's floats to the fp32 model a value may move by so much, in standard deviations of
/// the human scores.
inline constexpr double kMostParityLoss = 1e-4;

/// Bytes weights are kept only where they cost at most this much QWK.
inline constexpr double kMostInt8Loss = 0.005;

/// A trained network whose head gives scores, and how it becomes a model.
struct TrainedNetwork {
  Network* network;  ///< Borrowed; computes in floats from then on.
  ScoreLoss loss;    ///< Says how its outputs become values.
  std::function<Result<model::onnx::WrittenModel>(model::onnx::Precision)> write;
};

/// Essays with human scores that the network did not learn from.
struct CheckedEssays {
  std::vector<Tokens> tokens;
  std::vector<double> human;
  model::Scale scale;
  /// The same of each value behind the first, on the same scale; NaN: not scored.
  std::vector<std::vector<double>> traits = {};
};

/// What the written forms of one network give on the same essays, run by the engine.
struct ExportCheck {
  size_t essays = 0;
  size_t compared = 0;            ///< The first so many of them also went through LibTorch.
  double largest_difference = 0;  ///< Of a value, between LibTorch in floats and the fp32 model.
  double fp32_qwk = 0;            ///< After its own calibration line, as int8_qwk; with traits
                                  ///< the mean over all that are scored.
  bool int8 = false;              ///< Whether int8 was asked for; else the next two are 0.
  double int8_qwk = 0;
  double largest_change = 0;  ///< Of a value, from fp32 to int8.
  model::onnx::Precision kept = model::onnx::Precision::kFp32;
  scoring::Linear line;  ///< Calibrates the model that was kept.
  std::vector<scoring::Linear> trait_lines = {};
};
nlohmann::json ToJson(const ExportCheck& check);

/// Writes the network as fp32, and if `wanted` is int8 as that too, runs them on the essays and
/// keeps int8 where its QWK is at most kMostInt8Loss below. `done` is told essays of `all`.
/// kInternal where LibTorch and the fp32 model differ by more than kMostParityLoss; the errors of
/// `write` and of the engine.
Result<model::onnx::WrittenModel> WriteChecked(
    const TrainedNetwork& trained, model::onnx::Precision wanted, const CheckedEssays& essays,
    const std::function<void(size_t done, size_t all)>& done, ExportCheck* check);

/// What some essays were given, and what people scored them.
struct ScoredValues {
  std::vector<double> raw, human;
};

/// One output of `values` (by essay, each as many as there are outputs), of the essays that people
/// scored: of whom `human` is not NaN.
ScoredValues Scored(const std::vector<std::vector<double>>& values, size_t output,
                    std::span<const double> human);

}  // namespace redquill::train

#endif  // REDQUILL_TRAIN_NEURAL_EXPORT_CHECK_H_
