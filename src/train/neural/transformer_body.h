#ifndef REDQUILL_TRAIN_NEURAL_TRANSFORMER_BODY_H_
#define REDQUILL_TRAIN_NEURAL_TRANSFORMER_BODY_H_

#include <memory>
#include <string>
#include <vector>

#include "model/hf/config.h"
#include "train/neural/adapters.h"
#include "train/neural/network.h"
#include "train/neural/packed_attention.h"

namespace redquill::train {

/// A transformer from token ids to the last hidden states, one class an architecture. Tokens of a
/// batch stand in rows [tokens, width], one essay after another without padding. Borrows the
/// tensors, which are named as a bare model's checkpoint names them. Used by one thread.
class TransformerBody {
 public:
  virtual ~TransformerBody() = default;

  /// Null for an architecture that can't be trained. With `bfloat16`, matrix products of the layers
  /// take it and sum in floats.
  static std::unique_ptr<TransformerBody> Of(const model::hf::Config& config, bool bfloat16,
                                             Parameters* parameters);

  /// What adapters beside linear layers (adapters.h) count, where a layer has one.
  void CountAdapters(double scale) { adapter_scale_ = scale; }
  /// The linear layers, once Declare was called.
  const std::vector<LinearShape>& linears() const { return linears_; }

  /// Adds the tensors: scales of normalisations 1, biases 0, the others with any numbers.
  virtual void Declare() = 0;
  virtual at::Tensor Embed(std::span<const Reading> essays) const = 0;
  virtual at::Tensor Layer(const at::Tensor& x, const EssayLengths& lengths,
                           int64_t layer) const = 0;
  /// What comes after the last layer.
  virtual at::Tensor Finish(const at::Tensor& x) const { return x; }

  /// The layer that a tensor belongs to, -1 for the embeddings.
  virtual int64_t LayerOf(const std::string& name) const;
  /// What a drawn weight is multiplied by at the start.
  virtual double StartOf(const std::string&) const { return 1; }

  /// What a checkpoint with a head puts before every name.
  virtual std::string prefix() const = 0;
  virtual std::string words() const = 0;      ///< The name of the table of token embeddings.
  virtual std::string positions() const = 0;  ///< And of positions; empty where there is none.

 protected:
  TransformerBody(const model::hf::Config& config, bool bfloat16, Parameters* parameters)
      : config_(config), bfloat16_(bfloat16), parameters_(*parameters) {}

  void DeclareLinear(const std::string& name, int64_t in, int64_t out, bool bias = true);
  void DeclareNorm(const std::string& name);
  const at::Tensor& At(const std::string& name) const { return parameters_.at(name); }
  /// The tensor in the layers' type.
  at::Tensor Cast(const at::Tensor& x) const;
  /// x W^T + b in the layers' type; of several linear layers, alike in having b, side by side.
  at::Tensor Linear(const at::Tensor& x, const std::vector<std::string>& names) const;
  /// What the adapters of linear layers add, side by side; `y` as it is where there are none.
  at::Tensor AddAdapted(const at::Tensor& y, const at::Tensor& x,
                        const std::vector<std::string>& names) const;
  at::Tensor Normalise(const at::Tensor& x, const std::string& name) const;
  /// Rows of the tables of words and, where there is one, of positions, added.
  at::Tensor WordsAndPositions(std::span<const Reading> essays) const;

  const model::hf::Config& config_;
  const bool bfloat16_;
  Parameters& parameters_;
  std::vector<LinearShape> linears_;

 private:
  double adapter_scale_ = 0;
};

at::Tensor Activate(const at::Tensor& x, model::hf::Activation activation);

}  // namespace redquill::train

#endif  // REDQUILL_TRAIN_NEURAL_TRANSFORMER_BODY_H_
