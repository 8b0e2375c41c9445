#ifndef REDQUILL_TRAIN_NEURAL_RANDOM_DELETION_H_
#define REDQUILL_TRAIN_NEURAL_RANDOM_DELETION_H_

#include <cstdint>
#include <span>
#include <vector>

#include "train/neural/network.h"

namespace redquill::train {

/// Essays of which each token but the first and the last (a tokenizer's own, mostly) is left out by
/// chance: an augmentation ("random deletion"; Wei and Zou, "EDA", EMNLP 2019). What frozen layers
/// made of the tokens that stay, stays as it was for the whole text. A value.
class RandomDeletion {
 public:
  /// `share` of the tokens go, from 0 to below 1. Borrows what the essays borrow if it is 0.
  RandomDeletion(std::span<const Reading> essays, double share, uint64_t seed);
  RandomDeletion(const RandomDeletion&) = delete;

  std::span<const Reading> readings() const { return readings_; }

 private:
  std::vector<std::vector<int32_t>> tokens_;
  std::vector<std::vector<Bf16>> frozen_;
  std::vector<Reading> readings_;
};

}  // namespace redquill::train

#endif  // REDQUILL_TRAIN_NEURAL_RANDOM_DELETION_H_
