#ifndef REDQUILL_TRAIN_NEURAL_ADAMW_H_
#define REDQUILL_TRAIN_NEURAL_ADAMW_H_

#include <functional>
#include <string>

#include "train/neural/parameters.h"

namespace redquill::train {

/// Adam with weight decay apart from the gradient (Kingma and Ba 2015; Loshchilov and Hutter,
/// "Decoupled weight decay regularization", 2019), with bias correction, as torch.optim.AdamW
/// computes it. Vectors (biases, scales of normalisations) are not decayed. Used by one thread.
class AdamW {
 public:
  struct Options {
    double beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, weight_decay = 0.01;
    /// What the learning rate is multiplied by for the parameter of a name; 0: it stays.
    std::function<double(const std::string& name)> rate_of = [](const std::string&) { return 1.0; };
  };

  /// Borrows the parameters, and gives those that learn a gradient.
  AdamW(Parameters* parameters, Options options);

  void ClearGradients();
  /// Divides all gradients so that their Euclidean length is at most `most`; the length before.
  double ClipGradients(double most);
  void Step(double learning_rate);

  int64_t steps() const { return steps_; }
  void set_steps(int64_t steps) { steps_ = steps; }
  /// The parameters that learn; they share the network's memory.
  Parameters& learned() { return learned_; }
  /// The running means of the gradients and of their squares, by parameter.
  Parameters& first() { return first_; }
  Parameters& second() { return second_; }

 private:
  Options options_;
  Parameters learned_, first_, second_;
  int64_t steps_ = 0;
};

}  // namespace redquill::train

#endif  // REDQUILL_TRAIN_NEURAL_ADAMW_H_
