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
    case Architecture::kLlama:
      return MakeLlamaBody(config, bfloat16, parameters);
    case Architecture::kRoberta:
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

void TransformerBody::DeclareLinear(const std::string& name, int64_t in, int64_t out, bool bias) {
  parameters_[name + ".weight"] = at::empty({out, in});
  if (bias) parameters_[name + ".bias"] = at::zeros({out});
  linears_.push_back({name, in, out});
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
    const auto bias = parameters_.find(name + ".bias");
    if (bias != parameters_.end()) biases.push_back(bias->second);
  }
  const auto together = [&](const std::vector<at::Tensor>& parts) {
    return Cast(parts.size() == 1 ? parts[0] : at::cat(parts));
  };
  const at::Tensor in = Cast(x);
  const at::Tensor y = biases.empty() ? at::linear(in, together(weights))
                                      : at::linear(in, together(weights), together(biases));
  return AddAdapted(y, in, names);
}

at::Tensor TransformerBody::AddAdapted(const at::Tensor& y, const at::Tensor& x,
                                       const std::vector<std::string>& names) const {
  if (adapter_scale_ == 0 || !parameters_.contains(AdapterA(names[0]))) return y;
  std::vector<at::Tensor> added;
  for (const std::string& name : names) {
    added.push_back(at::linear(at::linear(x, Cast(At(AdapterA(name)))), Cast(At(AdapterB(name)))));
  }
  return y + at::cat(added, 1) * adapter_scale_;
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
