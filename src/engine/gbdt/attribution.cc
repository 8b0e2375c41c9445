#include "engine/gbdt/attribution.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace redquill::engine::gbdt {

Attribution AttributeHead(const Heads::Values& heads, std::span<const float> centre,
                          const Kernel& kernel, std::span<const double> kernel_weights,
                          std::span<const float> z) {
  constexpr int kSteps = 8;
  Attribution told;
  told.features.assign(z.size(), 0.0);
  std::vector<float> point(z.size());
  for (int step = 0; step < kSteps; ++step) {
    const float along = (static_cast<float>(step) + 0.5f) / kSteps;
    for (size_t j = 0; j < z.size(); ++j) point[j] = z[j] * along;
    const auto gradient = kernel.Gradient(point, kernel_weights);
    for (size_t j = 0; j < z.size(); ++j) {
      told.features[j] += gradient[j] * static_cast<double>(z[j]) / kSteps;
    }
  }
  for (size_t b = 0; b < heads.blocks.size(); ++b) {
    told.blocks.push_back(heads.blocks[b] - static_cast<double>(centre[b]));
  }
  return told;
}

void AddTrees(std::span<const float> shapley, double blend, Attribution* attribution) {
  auto& [features, blocks] = *attribution;
  const double ngrams_alone = static_cast<double>(shapley[features.size()]);
  const double both = static_cast<double>(shapley[features.size() + 1]);
  double moved = std::accumulate(features.begin(), features.end(), 0.0);
  moved = std::accumulate(blocks.begin(), blocks.end(), moved);
  // The trees are roughly linear in head 1; where it hardly moved, the quotient says nothing.
  constexpr double kLeast = 0.05;
  const double slope = std::abs(moved) < kLeast ? 0.0 : std::clamp(both / moved, 0.0, 2.0);
  const double factor = blend * slope + (1.0 - blend);
  for (size_t j = 0; j < features.size(); ++j) {
    features[j] = features[j] * factor + blend * static_cast<double>(shapley[j]);
  }
  for (double& block : blocks) block *= factor;
  if (!blocks.empty()) blocks.front() += blend * (ngrams_alone + both - slope * moved);
}

}  // namespace redquill::engine::gbdt
