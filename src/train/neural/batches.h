#ifndef REDQUILL_TRAIN_NEURAL_BATCHES_H_
#define REDQUILL_TRAIN_NEURAL_BATCHES_H_

#include <cstddef>
#include <span>
#include <vector>

#include "base/random.h"

namespace redquill::train {

/// One epoch's batches: every essay once, essays of similar length together, no batch with more
/// than `budget` tokens when all its essays are counted as long as its longest (a longer essay has
/// a batch of its own). The essays are shuffled, cut into pools of about `pool` batches, sorted by
/// length within a pool, cut into batches, and the batches shuffled: a batch's essays are then of
/// many scores though long essays score high.
std::vector<std::vector<size_t>> MakeBatches(std::span<const size_t> lengths, size_t budget,
                                             size_t pool, Random* random);

}  // namespace redquill::train

#endif  // REDQUILL_TRAIN_NEURAL_BATCHES_H_
