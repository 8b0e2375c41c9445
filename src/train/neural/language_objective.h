#ifndef REDQUILL_TRAIN_NEURAL_LANGUAGE_OBJECTIVE_H_
#define REDQUILL_TRAIN_NEURAL_LANGUAGE_OBJECTIVE_H_

#include <optional>
#include <span>
#include <vector>

#include "train/neural/guesses.h"
#include "train/neural/language_head.h"
#include "train/neural/objective.h"

namespace redquill::train {

/// The cross-entropy of guessed tokens, in nats a guess: masked ones anew at every step, or each
/// next one. The head is computed at the guessed places alone. Borrows the network and the texts;
/// each has two tokens or more and one that is not special.
class LanguageObjective final : public Objective {
 public:
  /// Without `masking`: next tokens.
  LanguageObjective(EncoderNetwork* network, std::span<const Tokens> learn,
                    std::span<const Tokens> validation, std::optional<Masking> masking,
                    size_t batch_tokens, uint64_t seed);

  /// The network's but for its own head's, and the language head's.
  Parameters& parameters() override { return parameters_; }
  /// The language head's alone.
  Parameters& head() { return head_.parameters(); }
  double RateOf(const std::string&) const override { return 1; }
  const std::vector<size_t>& lengths() const override { return lengths_; }
  at::Tensor Loss(const std::vector<size_t>& batch, uint64_t seed) override;
  void Measure(EpochRecord* record) override;
  void AddTo(Sha256* fingerprint) const override;

  /// The summed loss of some guesses.
  at::Tensor LossOf(std::span<const Guesses> guesses);

 private:
  Guesses Guess(Tokens text, Random* random) const;

  EncoderNetwork* network_;
  LanguageHead head_;
  Parameters parameters_;
  std::span<const Tokens> learn_, validation_;
  std::optional<Masking> masking_;
  size_t batch_tokens_;
  std::vector<size_t> lengths_;
};

}  // namespace redquill::train

#endif  // REDQUILL_TRAIN_NEURAL_LANGUAGE_OBJECTIVE_H_
