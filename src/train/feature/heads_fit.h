#ifndef REDQUILL_TRAIN_FEATURE_HEADS_FIT_H_
#define REDQUILL_TRAIN_FEATURE_HEADS_FIT_H_

#include <array>
#include <vector>

#include "engine/gbdt/weights.h"
#include "train/feature/part_fit.h"

namespace redquill::train {

/// Both heads of a part, and what they say of each essay that they did not learn from.
struct FittedHeads {
  engine::gbdt::HeadWeights weights;
  std::array<std::vector<float>, engine::gbdt::kHeads> out_of_fold;  ///< [head][essay]
};

FittedHeads FitHeads(const engine::gbdt::Spec& spec, const PartPlan& plan, const TrainingRows& rows,
                     const Nystroem& nystroem, size_t prompts, int threads, const StepDone& step);

}  // namespace redquill::train

#endif  // REDQUILL_TRAIN_FEATURE_HEADS_FIT_H_
