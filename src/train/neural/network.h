#ifndef REDQUILL_TRAIN_NEURAL_NETWORK_H_
#define REDQUILL_TRAIN_NEURAL_NETWORK_H_

#include <ATen/ATen.h>

#include <cstdint>
#include <span>
#include <vector>

#include "train/neural/parameters.h"

namespace redquill::train {

/// The token ids of one essay; borrowed.
using Tokens = std::span<const int32_t>;

/// A network that gives each essay one number, or several of which one counts (Example::output).
/// Used by one thread.
class Network {
 public:
  virtual ~Network() = default;
  virtual Parameters& parameters() = 0;
  /// The values of some essays, [essays] or [essays, outputs]. None of them is empty. With
  /// `training`, dropout is drawn from ATen's CPU generator.
  virtual at::Tensor Forward(std::span<const Tokens> essays, bool training) = 0;
};

}  // namespace redquill::train

#endif  // REDQUILL_TRAIN_NEURAL_NETWORK_H_
