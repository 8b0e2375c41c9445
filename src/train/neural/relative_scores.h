#ifndef REDQUILL_TRAIN_NEURAL_RELATIVE_SCORES_H_
#define REDQUILL_TRAIN_NEURAL_RELATIVE_SCORES_H_

#include <cstddef>
#include <cstdint>

#include "train/neural/bf16_numbers.h"

namespace redquill::train {

/// Which column of a token's scores with relative positions holds the distance i - j: entry
/// length - 1 - i + j, from the distance length - 1 down to 1 - length. So that the columns of a
/// query's keys, j ascending, stand one behind another. Borrowed.
struct DistanceColumns {
  const int32_t* column;  ///< [2 length - 1].
  size_t length;
  size_t columns;  ///< How many there are; all below 2^31 / length.
};

/// scores[i, j] += by_query[i, c] + by_key[j, c] with c the column of i - j: the terms of
/// disentangled attention (He et al. 2021) of one head. `scores` [length, length], the others
/// [length, columns], row-major; null: no such term. Summed in floats.
void AddRelativeScores(const DistanceColumns& at, const float* by_query, const float* by_key,
                       float* scores);
void AddRelativeScores(const DistanceColumns& at, const Bf16* by_query, const Bf16* by_key,
                       Bf16* scores);

/// Backwards: adds the loss's gradient by the scores to those by the terms.
void AddRelativeGradients(const DistanceColumns& at, const float* scores, float* by_query,
                          float* by_key);
void AddRelativeGradients(const DistanceColumns& at, const Bf16* scores, float* by_query,
                          float* by_key);

}  // namespace redquill::train

#endif  // REDQUILL_TRAIN_NEURAL_RELATIVE_SCORES_H_
