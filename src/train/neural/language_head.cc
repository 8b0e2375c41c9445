#include "train/neural/language_head.h"

namespace redquill::train {

using model::hf::Architecture;

LanguageHead::LanguageHead(EncoderNetwork* network, uint64_t seed) : network_(network) {
  const auto& config = network->config();
  if (config.architecture == Architecture::kGpt2) return;
  const bool distilbert = config.architecture == Architecture::kDistilBert;
  dense_ = distilbert ? "vocab_transform" : "cls.predictions.transform.dense";
  norm_ = distilbert ? "vocab_layer_norm" : "cls.predictions.transform.LayerNorm";
  bias_ = distilbert ? "vocab_projector.bias" : "cls.predictions.bias";
  at::manual_seed(seed);
  parameters_ = {{dense_ + ".weight", at::randn({config.hidden, config.hidden}) * 0.02},
                 {dense_ + ".bias", at::zeros({config.hidden})},
                 {norm_ + ".weight", at::ones({config.hidden})},
                 {norm_ + ".bias", at::zeros({config.hidden})},
                 {bias_, at::zeros({config.vocabulary})}};
}

at::Tensor LanguageHead::Logits(const at::Tensor& hidden) const {
  const auto& config = network_->config();
  const auto type = network_->options().bfloat16 ? at::kBFloat16 : at::kFloat;
  const at::Tensor& words = network_->parameters().at(network_->body().words());
  if (dense_.empty()) return at::linear(hidden.to(type), words.to(type)).to(at::kFloat);
  const auto& p = parameters_;
  const at::Tensor x = Activate(
      at::linear(hidden, p.at(dense_ + ".weight"), p.at(dense_ + ".bias")), config.activation);
  const at::Tensor y = at::layer_norm(x, {config.hidden}, p.at(norm_ + ".weight"),
                                      p.at(norm_ + ".bias"), config.norm_epsilon);
  return at::linear(y.to(type), words.to(type)).to(at::kFloat) + p.at(bias_);
}

}  // namespace redquill::train
