#ifndef REDQUILL_ENGINE_GBDT_ATTRIBUTION_H_
#define REDQUILL_ENGINE_GBDT_ATTRIBUTION_H_

#include <span>
#include <vector>

#include "engine/gbdt/heads.h"
#include "engine/gbdt/kernel.h"

namespace redquill::engine::gbdt {

/// How a raw value came about, in additive parts: how far each dense feature and each n-gram block
/// of the part moved it away from a typical essay's.
struct Attribution {
  std::vector<double> features;
  std::vector<double> blocks;
};

/// Head 1 told apart. An n-gram block counts by how much more than in the training essays' mean it
/// gave (`centre`). The kernel's value is laid on the features by integrated gradients
/// (Sundararajan et al., "Axiomatic attribution for deep networks", 2017) along the straight line
/// from the training essays' mean, z = 0, in eight steps; their sum is the kernel's value at z less
/// that at 0 within a few thousandths.
Attribution AttributeHead(const Heads::Values& heads, std::span<const float> centre,
                          const Kernel& kernel, std::span<const double> kernel_weights,
                          std::span<const float> z);

/// Blends the trees in: `shapley` holds the Shapley values of the tree's columns (features, head 0,
/// head 1, prompts, mean). What the trees make of head 0 counts for the n-grams, and what they make
/// of head 1 for what stands behind that head.
void AddTrees(std::span<const float> shapley, double blend, Attribution* attribution);

}  // namespace redquill::engine::gbdt

#endif  // REDQUILL_ENGINE_GBDT_ATTRIBUTION_H_
