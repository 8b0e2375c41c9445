#ifndef REDQUILL_TRAIN_NEURAL_LANGUAGE_HEAD_H_
#define REDQUILL_TRAIN_NEURAL_LANGUAGE_HEAD_H_

#include <string>

#include "train/neural/encoder_network.h"

namespace redquill::train {

/// Guesses tokens from hidden states, as the reference's masked language models of BERT,
/// DistilBERT and DeBERTa and the language model of GPT-2 do, with tensors of their names; the
/// table of token embeddings is the last layer's weights. Borrows the network.
class LanguageHead {
 public:
  LanguageHead(EncoderNetwork* network, uint64_t seed);

  /// The head's own tensors; none for GPT-2.
  Parameters& parameters() { return parameters_; }
  /// [rows, width] to [rows, vocabulary], in floats.
  at::Tensor Logits(const at::Tensor& hidden) const;

 private:
  EncoderNetwork* network_;
  std::string dense_, norm_, bias_;  // Names; empty for a head without tensors of its own.
  Parameters parameters_;
};

}  // namespace redquill::train

#endif  // REDQUILL_TRAIN_NEURAL_LANGUAGE_HEAD_H_
