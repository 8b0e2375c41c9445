#ifndef REDQUILL_TRAIN_NEURAL_OBJECTIVE_H_
#define REDQUILL_TRAIN_NEURAL_OBJECTIVE_H_

#include <ATen/ATen.h>

#include <cstdint>
#include <string>
#include <vector>

#include "base/sha256.h"
#include "train/neural/history.h"
#include "train/neural/parameters.h"

namespace redquill::train {

/// What a training lowers, over examples that it numbers. Used by one thread.
class Objective {
 public:
  virtual ~Objective() = default;
  virtual Parameters& parameters() = 0;
  /// As Network::RateOf.
  virtual double RateOf(const std::string& name) const = 0;
  /// Tokens of each example to learn from.
  virtual const std::vector<size_t>& lengths() const = 0;
  /// The mean loss of some examples, to be differentiated. All that is random comes from `seed`.
  virtual at::Tensor Loss(const std::vector<size_t>& batch, uint64_t seed) = 0;
  /// Fills the record's validation_loss and validation_correlation (NaN: there is none).
  virtual void Measure(EpochRecord* record) = 0;
  /// Adds what tells this objective's examples from others'.
  virtual void AddTo(Sha256* fingerprint) const = 0;
};

}  // namespace redquill::train

#endif  // REDQUILL_TRAIN_NEURAL_OBJECTIVE_H_
