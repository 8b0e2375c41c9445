#include <cmath>

#include "train/neural/bodies.h"

namespace redquill::train {
namespace {

class Gpt2Body final : public TransformerBody {
 public:
  Gpt2Body(const model::hf::Config& config, bool bfloat16, Parameters* parameters)
      : TransformerBody(config, bfloat16, parameters) {}

  void Declare() override {
    const int64_t width = config_.hidden;
    parameters_[words()] = at::empty({config_.vocabulary, width});
    parameters_[positions()] = at::empty({config_.positions, width});
    for (int64_t i = 0; i < config_.layers; ++i) {
      const std::string layer = Name(i);
      DeclareNorm(layer + "ln_1");
      DeclareInOut(layer + "attn.c_attn", width, 3 * width);
      DeclareInOut(layer + "attn.c_proj", width, width);
      DeclareNorm(layer + "ln_2");
      DeclareInOut(layer + "mlp.c_fc", width, config_.intermediate);
      DeclareInOut(layer + "mlp.c_proj", config_.intermediate, width);
    }
    DeclareNorm(kLastNorm);
  }

  at::Tensor Embed(std::span<const Reading> essays) const override {
    return WordsAndPositions(essays);
  }

  at::Tensor Layer(const at::Tensor& x, const EssayLengths& lengths,
                   int64_t number) const override {
    const std::string layer = Name(number);
    AttentionShape shape{.heads = config_.heads, .causal = true};
    if (config_.scale_by_layer) shape.scale = 1 / static_cast<double>(number + 1);
    const at::Tensor qkv = InOut(Normalise(x, layer + "ln_1"), layer + "attn.c_attn");
    const at::Tensor y = x + InOut(PackedAttention(qkv, lengths, shape), layer + "attn.c_proj");
    const at::Tensor up =
        Activate(InOut(Normalise(y, layer + "ln_2"), layer + "mlp.c_fc"), config_.activation);
    return y + InOut(up, layer + "mlp.c_proj");
  }

  at::Tensor Finish(const at::Tensor& x) const override { return Normalise(x, kLastNorm); }

  int64_t LayerOf(const std::string& name) const override {
    return name.starts_with(kLastNorm) ? config_.layers - 1 : TransformerBody::LayerOf(name);
  }

  // What is added to the residual stream starts smaller, the more layers add to it.
  double StartOf(const std::string& name) const override {
    return name.ends_with("c_proj.weight") ? 1 / std::sqrt(2.0 * double(config_.layers)) : 1;
  }

  std::string prefix() const override { return "transformer."; }
  std::string words() const override { return "wte.weight"; }
  std::string positions() const override { return "wpe.weight"; }

 private:
  static constexpr const char* kLastNorm = "ln_f";

  static std::string Name(int64_t layer) { return "h." + std::to_string(layer) + "."; }

  // This checkpoint keeps the weights of linear layers transposed.
  void DeclareInOut(const std::string& name, int64_t in, int64_t out) {
    parameters_[name + ".weight"] = at::empty({in, out});
    parameters_[name + ".bias"] = at::zeros({out});
    linears_.push_back({name, in, out, true});
  }
  at::Tensor InOut(const at::Tensor& x, const std::string& name) const {
    const at::Tensor in = Cast(x);
    return AddAdapted(at::linear(in, Cast(At(name + ".weight")).t(), Cast(At(name + ".bias"))), in,
                      {name});
  }
};

}  // namespace

std::unique_ptr<TransformerBody> MakeGpt2Body(const model::hf::Config& config, bool bfloat16,
                                              Parameters* parameters) {
  return std::make_unique<Gpt2Body>(config, bfloat16, parameters);
}

}  // namespace redquill::train
