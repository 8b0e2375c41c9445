#ifndef REDQUILL_TRAIN_NEURAL_SCORE_OBJECTIVE_H_
#define REDQUILL_TRAIN_NEURAL_SCORE_OBJECTIVE_H_

#include <span>
#include <vector>

#include "train/neural/network.h"
#include "train/neural/objective.h"
#include "train/neural/score_loss.h"

namespace redquill::train {

/// An essay to learn from or to measure by.
struct Example {
  Tokens tokens;  ///< Not empty.
  float target = 0;
  Activations frozen = {};
  int64_t output = 0;  ///< Which of the network's values is meant; 0 where it gives one.
  /// What is wanted of the values behind the first, where all count; NaN: not known.
  std::span<const float> others = {};
};

/// The loss of a network's outputs, the mean squared error unless told; validated by the mean
/// squared error of its values. Where all values of an essay count, each that is known does so
/// alike (multi-task learning; Caruana, Machine Learning 28, 1997). The correlation is that of the
/// first. Of the essays to learn from `deletion` of the tokens are left out (RandomDeletion), anew
/// each time. Borrows all it is given.
class ScoreObjective final : public Objective {
 public:
  ScoreObjective(Network* network, std::span<const Example> learn,
                 std::span<const Example> validation, size_t batch_tokens, ScoreLoss loss = {},
                 double deletion = 0);

  Parameters& parameters() override { return network_->parameters(); }
  double RateOf(const std::string& name) const override { return network_->RateOf(name); }
  const std::vector<size_t>& lengths() const override { return lengths_; }
  at::Tensor Loss(const std::vector<size_t>& batch, uint64_t seed) override;
  void Measure(EpochRecord* record) override;
  void AddTo(Sha256* fingerprint) const override;

 private:
  Network* network_;
  std::span<const Example> learn_, validation_;
  size_t batch_tokens_;
  ScoreLoss loss_;
  double deletion_;
  std::vector<size_t> lengths_;
};

/// The network's values, without dropout: by essay, each as many as it gives.
std::vector<std::vector<double>> PredictAll(Network* network, std::span<const Example> essays,
                                            size_t batch_tokens, const ScoreLoss& loss = {});

/// Of each essay the one that is meant.
std::vector<double> Predict(Network* network, std::span<const Example> essays, size_t batch_tokens,
                            const ScoreLoss& loss = {});

}  // namespace redquill::train

#endif  // REDQUILL_TRAIN_NEURAL_SCORE_OBJECTIVE_H_
