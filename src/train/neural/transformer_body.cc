#include "train/neural/transformer_body.h"

#include <algorithm>
#include <cctype>

#include "train/neural/bodies.h"

namespace redquill::train {

using model::hf::Activation;
using model::hf::Architecture;

std::unique_ptr<TransformerBody> TransformerBody::Of(const model::hf::Config& config, bool bfloat16,
                                                     Parameters* parameters) {
  switch (config.architecture) {
    case Architecture::kBert:
    case Architecture::kDistilBert:
      return MakePostNormBody(config, bfloat16, parameters);
    case Architecture::kDebertaV2:
      return MakeDebertaBody(config, bfloat16, parameters);
    case Architecture::kGpt2:
      return MakeGpt2Body(config, bfloat16, parameters);
    case Architecture::kRoberta:
    case Architecture::kLlama:
      break;
  }
  return nullptr;
}

// Layers are numbered between dots: "encoder.layer.3.output…", "h.3.attn…".
int64_t TransformerBody::LayerOf(const std::string& name) const {
  for (size_t dot = name.find('.'); dot != std::string::npos; dot = name.find('.', dot + 1)) {
    if (dot + 1 < name.size() && std::isdigit(static_cast<unsigned char>(name[dot + 1])) != 0) {
      return std::stoll(name.substr(dot + 1));
    }
  }
  return -1;
}

void TransformerBody::DeclareLinear(const std::string& name, int64_t in, int64_t out) {
  parameters_[name + ".weight"] = at::empty({out, in});
  parameters_[name + ".bias"] = at::zeros({out});
}

void TransformerBody::DeclareNorm(const std::string& name) {
  parameters_[name + ".weight"] = at::ones({config_.hidden});
  parameters_[name + ".bias"] = at::zeros({config_.hidden});
}

at::Tensor TransformerBody::Cast(const at::Tensor& x) const {
  return x.to(bfloat16_ ? at::kBFloat16 : at::kFloat);
}

at::Tensor TransformerBody::Linear(const at::Tensor& x,
                                   const std::vector<std::string>& names) const {
  std::vector<at::Tensor> weights, biases;
  for (const std::string& name : names) {
    weights.push_back(At(name + ".weight"));
    biases.push_back(At(name + ".bias"));
  }
  const bool one = names.size() == 1;
  return at::linear(Cast(x), Cast(one ? weights[0] : at::cat(weights)),
                    Cast(one ? biases[0] : at::cat(biases)));
}

at::Tensor TransformerBody::Normalise(const at::Tensor& x, const std::string& name) const {
  return at::layer_norm(x, {config_.hidden}, At(name + ".weight"), At(name + ".bias"),
                        config_.norm_epsilon);
}

at::Tensor TransformerBody::WordsAndPositions(std::span<const Reading> essays) const {
  std::vector<int64_t> ids, places;
  for (const Reading& essay : essays) {
    ids.insert(ids.end(), essay.tokens.begin(), essay.tokens.end());
    for (size_t i = 0; i < essay.tokens.size(); ++i) places.push_back(static_cast<int64_t>(i));
  }
  const at::Tensor x = at::embedding(At(words()), at::tensor(ids));
  return positions().empty() ? x : x + at::embedding(At(positions()), at::tensor(places));
}

at::Tensor Activate(const at::Tensor& x, Activation activation) {
  switch (activation) {
    case Activation::kGelu:
      return at::gelu(x);
    case Activation::kGeluTanh:
      return at::gelu(x, "tanh");
    case Activation::kRelu:
      return at::relu(x);
    case Activation::kSilu:
      return at::silu(x);
    case Activation::kTanh:
      break;
  }
  return at::tanh(x);
}

}  // namespace redquill::train
