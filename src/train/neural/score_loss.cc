#include "train/neural/score_loss.h"

namespace redquill::train {

std::string_view NameOf(LossKind kind) {
  switch (kind) {
    case LossKind::kHuber:
      return "huber";
    case LossKind::kOrdinal:
      return "ordinal";
    case LossKind::kSquared:
      break;
  }
  return "squared";
}

at::Tensor ScoreLoss::LossOf(const at::Tensor& outputs, const at::Tensor& targets) const {
  switch (kind) {
    case LossKind::kHuber:
      return at::huber_loss(outputs, targets, at::Reduction::Mean, huber);
    case LossKind::kOrdinal: {
      // Levels and targets were rounded on different ways; between two levels there is none.
      const at::Tensor level = at::tensor(levels);
      const int64_t steps = level.size(0) - 1;
      const at::Tensor between = (level.narrow(0, 0, steps) + level.narrow(0, 1, steps)) * 0.5;
      const at::Tensor passed = targets.unsqueeze(1).gt(between).to(at::kFloat);
      return at::binary_cross_entropy_with_logits(outputs, passed);
    }
    case LossKind::kSquared:
      break;
  }
  return at::mse_loss(outputs, targets);
}

at::Tensor ScoreLoss::ValuesOf(const at::Tensor& outputs) const {
  if (kind != LossKind::kOrdinal) return outputs;
  const at::Tensor level = at::tensor(levels);
  const int64_t steps = level.size(0) - 1;
  const at::Tensor heights = level.narrow(0, 1, steps) - level.narrow(0, 0, steps);
  return at::sigmoid(outputs).mv(heights) + level[0];
}

}  // namespace redquill::train
