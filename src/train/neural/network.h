#ifndef REDQUILL_TRAIN_NEURAL_NETWORK_H_
#define REDQUILL_TRAIN_NEURAL_NETWORK_H_

#include <ATen/ATen.h>

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "train/neural/parameters.h"
#include "train/neural/softmax_rows.h"

namespace redquill::train {

/// The token ids of one essay; borrowed.
using Tokens = std::span<const int32_t>;

/// What a network's frozen layers made of an essay, [tokens, width] row-major; borrowed.
using Activations = std::span<const Bf16>;

/// One essay as a network reads it.
struct Reading {
  Tokens tokens;       ///< Not empty.
  Activations frozen;  ///< Empty: not computed before.
};

/// A network that gives each essay one number, or several of which one counts (Example::output).
/// Used by one thread.
class Network {
 public:
  virtual ~Network() = default;
  virtual Parameters& parameters() = 0;
  /// What the learning rate is multiplied by for a parameter; 0: it stays as it is.
  virtual double RateOf(const std::string&) const { return 1; }
  /// Whether the head has learned before, from other scores: it is fitted to those at hand first.
  virtual bool head_learned() const { return false; }
  /// Computes in floats from now on, if it was trained in something shorter.
  virtual void UseFloats() {}
  /// The values of some essays, [essays] or [essays, outputs]. With `training`, dropout is drawn
  /// from ATen's CPU generator.
  virtual at::Tensor Forward(std::span<const Reading> essays, bool training) = 0;
};

}  // namespace redquill::train

#endif  // REDQUILL_TRAIN_NEURAL_NETWORK_H_
