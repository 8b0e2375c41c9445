#ifndef REDQUILL_TRAIN_NEURAL_ENCODER_NETWORK_H_
#define REDQUILL_TRAIN_NEURAL_ENCODER_NETWORK_H_

#include <memory>
#include <string>
#include <vector>

#include "base/error.h"
#include "model/hf/config.h"
#include "model/onnx/ops/pool.h"
#include "train/neural/network.h"
#include "train/neural/transformer_body.h"

namespace redquill::train {

struct EncoderOptions {
  /// Longest essay. Beyond the checkpoint's positions its table is continued with its own rows
  /// from the second one on, again and again (after Beltagy, Peters and Cohan, "Longformer", 2020):
  /// neighbours keep the distances that attention was trained with.
  int64_t max_tokens = 1024;
  int64_t trained_layers = 3;  ///< From the top; more than there are: the embeddings learn too.
  model::onnx::Pooling pooling = model::onnx::Pooling::kMeanAndSum;
  int64_t scores = 1;        ///< Rows of the head's weights.
  int64_t levels = 1;        ///< Of an ordinal head: biases behind its one row.
  double layer_decay = 0.9;  ///< A layer learns at this share of the rate of the one above it.
  double head_rate = 5;      ///< The head's learning rate: so many times the top layer's.
  double dropout = 0.1;      ///< Of the pooled vector's numbers; there is none in the layers.
  /// What learns in the trained layers: with a rank, adapters of their linear layers and nothing
  /// else; else everything.
  AdapterOptions adapters;
  /// Matrix products of the layers take bfloat16 and sum in floats; weights, sums and
  /// normalisations stay floats. Several times faster where the processor has instructions for it.
  bool bfloat16 = false;
};

/// Whether this processor multiplies bfloat16 by itself (AVX512_BF16).
bool MultipliesBfloat16();

/// A transformer (TransformerBody) with a linear head on the pooled hidden states. Essays of a
/// batch stand one behind another without padding: all of a layer is one matrix product over their
/// tokens, but for attention, which runs essay by essay. Tensors are named as a bare encoder's
/// checkpoint names them, and the head's as encoder_head.h does.
class EncoderNetwork final : public Network {
 public:
  /// Takes the encoder from a checkpoint with or without its head's prefix; the head too if it has
  /// one of that shape, else it is drawn from `seed`. kUnsupported for other architectures,
  /// kCorrupt where a tensor is missing or has another shape, kInvalidArgument for fewer than 8
  /// tokens.
  static Result<std::unique_ptr<EncoderNetwork>> FromCheckpoint(const model::hf::Config& config,
                                                                const model::TensorSource& source,
                                                                const EncoderOptions& options,
                                                                uint64_t seed);

  /// Draws every weight from a normal distribution with standard deviation 0.02, as BERT and GPT-2
  /// start. kUnsupported, kInvalidArgument (for adapters too, as nothing else would learn).
  static Result<std::unique_ptr<EncoderNetwork>> FromScratch(const model::hf::Config& config,
                                                             const EncoderOptions& options,
                                                             uint64_t seed);

  Parameters& parameters() override { return parameters_; }
  double RateOf(const std::string& name) const override;
  bool head_learned() const override { return head_learned_; }
  void UseFloats() override;
  at::Tensor Forward(std::span<const Reading> essays, bool training) override;

  /// The last hidden states, [tokens, width], one essay after another.
  at::Tensor Hidden(std::span<const Reading> essays);

  /// What the frozen layers make of an essay, [tokens, width] in bfloat16: Reading::frozen.
  at::Tensor Freeze(Tokens tokens);

  int64_t frozen_layers() const { return frozen_; }
  /// The shape with max_tokens positions and no classification head.
  const model::hf::Config& config() const { return config_; }
  const EncoderOptions& options() const { return options_; }
  /// These parameters of the network (its own, or a copy) with what adapters learned in their
  /// weights, as a checkpoint has them.
  Parameters Merged(const Parameters& parameters) const;
  const TransformerBody& body() const { return *body_; }

 private:
  EncoderNetwork(const model::hf::Config& config, const EncoderOptions& options);
  static Result<std::unique_ptr<EncoderNetwork>> Make(const model::hf::Config& config,
                                                      const EncoderOptions& options);
  Parameters Head(uint64_t seed) const;
  void AddAdapters();
  at::Tensor Lower(std::span<const Reading> essays, const EssayLengths& lengths);

  model::hf::Config config_;
  EncoderOptions options_;
  int64_t frozen_ = 0;  // Layers; -1: not even the embeddings.
  bool head_learned_ = false;
  Parameters parameters_;
  std::unique_ptr<TransformerBody> body_;
  std::vector<LinearShape> adapted_;
};

}  // namespace redquill::train

#endif  // REDQUILL_TRAIN_NEURAL_ENCODER_NETWORK_H_
