#ifndef REDQUILL_TRAIN_FEATURE_LANES_H_
#define REDQUILL_TRAIN_FEATURE_LANES_H_

#include <array>
#include <cstddef>
#include <vector>

namespace redquill::train {

/// How many linear systems are solved side by side: the full one and up to seven inner folds.
inline constexpr size_t kLanes = 8;

/// One value for each of the systems. Sums over essays run in the essays' order in every lane, so a
/// lane's result does not depend on the other lanes.
using Lanes = std::array<float, kLanes>;

/// One row of lanes an essay or a column.
using LaneRows = std::vector<Lanes>;

inline void AddTimes(float factor, const Lanes& from, Lanes* to) {
  for (size_t k = 0; k < kLanes; ++k) (*to)[k] += factor * from[k];
}

}  // namespace redquill::train

#endif  // REDQUILL_TRAIN_FEATURE_LANES_H_
