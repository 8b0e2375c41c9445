#ifndef REDQUILL_TRAIN_NEURAL_POST_NORM_BODY_H_
#define REDQUILL_TRAIN_NEURAL_POST_NORM_BODY_H_

#include "model/hf/encoder_names.h"
#include "train/neural/transformer_body.h"

namespace redquill::train {

/// BERT and DistilBERT (Devlin et al. 2019; Sanh et al. 2019): normalised behind every part. Others
/// of their form change the attention.
class PostNormBody : public TransformerBody {
 public:
  PostNormBody(const model::hf::Config& config, bool bfloat16, Parameters* parameters)
      : TransformerBody(config, bfloat16, parameters) {}

  void Declare() override;
  at::Tensor Embed(std::span<const Reading> essays) const override;
  at::Tensor Layer(const at::Tensor& x, const EssayLengths& lengths, int64_t layer) const override;

  std::string prefix() const override {
    return std::string(model::hf::NameOf(config_.architecture)) + ".";
  }
  std::string words() const override { return "embeddings.word_embeddings.weight"; }
  std::string positions() const override {
    return config_.position_table ? "embeddings.position_embeddings.weight" : "";
  }

 protected:
  /// From queries, keys and values side by side, [tokens, 3 width], to [tokens, width].
  virtual at::Tensor Attend(const at::Tensor& qkv, const EssayLengths& lengths,
                            int64_t layer) const;
  model::hf::EncoderNames Names(int64_t layer) const {
    return model::hf::LayerNames(config_.architecture, "", layer);
  }
};

}  // namespace redquill::train

#endif  // REDQUILL_TRAIN_NEURAL_POST_NORM_BODY_H_
