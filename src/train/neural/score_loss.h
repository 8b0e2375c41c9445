#ifndef REDQUILL_TRAIN_NEURAL_SCORE_LOSS_H_
#define REDQUILL_TRAIN_NEURAL_SCORE_LOSS_H_

#include <ATen/ATen.h>

#include <string_view>
#include <vector>

namespace redquill::train {

enum class LossKind {
  kSquared,
  kHuber,    ///< Squared below ScoreLoss::huber, linear above it (Huber 1964).
  kOrdinal,  ///< Whether each level is passed, by cross-entropy (Cao, Mirjalili and Raschka,
             ///< Pattern Recognition Letters 140, 2020: "CORAL").
};

std::string_view NameOf(LossKind kind);  ///< "squared", "huber", "ordinal"

/// What training lowers, and how a network's outputs are read as values.
struct ScoreLoss {
  LossKind kind = LossKind::kSquared;
  double huber = 1;  ///< In standard deviations of the scores.
  /// The values that kOrdinal tells apart, ascending, at least two; else empty.
  std::vector<float> levels = {};

  /// Of some essays; a number. `outputs`: their values, or for kOrdinal [essays, levels - 1] logits
  /// of passing each level but the last.
  at::Tensor LossOf(const at::Tensor& outputs, const at::Tensor& targets) const;

  /// The values themselves, or for kOrdinal the expected level, [essays].
  at::Tensor ValuesOf(const at::Tensor& outputs) const;
};

}  // namespace redquill::train

#endif  // REDQUILL_TRAIN_NEURAL_SCORE_LOSS_H_
