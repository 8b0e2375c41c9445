#include <algorithm>

#include "model/onnx/ops/rope.h"
#include "train/neural/bodies.h"

namespace redquill::train {
namespace {

class LlamaBody final : public TransformerBody {
 public:
  LlamaBody(const model::hf::Config& config, bool bfloat16, Parameters* parameters)
      : TransformerBody(config, bfloat16, parameters) {}

  void Declare() override {
    const int64_t width = config_.hidden, size = config_.head_size;
    const bool bias = config_.attention_bias;
    parameters_[words()] = at::empty({config_.vocabulary, width});
    for (int64_t i = 0; i < config_.layers; ++i) {
      const Names names(i);
      DeclareLinear(names.query, width, config_.heads * size, bias);
      DeclareLinear(names.key, width, config_.kv_heads * size, bias);
      DeclareLinear(names.value, width, config_.kv_heads * size, bias);
      DeclareLinear(names.output, config_.heads * size, width, bias);
      DeclareLinear(names.gate, width, config_.intermediate, config_.mlp_bias);
      DeclareLinear(names.up, width, config_.intermediate, config_.mlp_bias);
      DeclareLinear(names.down, config_.intermediate, width, config_.mlp_bias);
      parameters_[names.attention_norm] = at::ones({width});
      parameters_[names.forward_norm] = at::ones({width});
    }
    parameters_[kLastNorm] = at::ones({width});
  }

  at::Tensor Embed(std::span<const Reading> essays) const override {
    return WordsAndPositions(essays);
  }

  at::Tensor Layer(const at::Tensor& x, const EssayLengths& lengths,
                   int64_t number) const override {
    const Names names(number);
    const at::Tensor qkv =
        Linear(NormaliseRoot(x, names.attention_norm), {names.query, names.key, names.value});
    const at::Tensor y = x + Linear(Attend(qkv, lengths), {names.output});
    const auto wide =
        Linear(NormaliseRoot(y, names.forward_norm), {names.gate, names.up}).chunk(2, 1);
    return y + Linear(Activate(wide[0], config_.activation) * wide[1], {names.down});
  }

  at::Tensor Finish(const at::Tensor& x) const override { return NormaliseRoot(x, kLastNorm); }

  int64_t LayerOf(const std::string& name) const override {
    return name == kLastNorm ? config_.layers - 1 : TransformerBody::LayerOf(name);
  }

  std::string prefix() const override { return "model."; }
  std::string words() const override { return "embed_tokens.weight"; }
  std::string positions() const override { return ""; }

 private:
  static constexpr const char* kLastNorm = "norm.weight";

  struct Names {
    explicit Names(int64_t layer) : of("layers." + std::to_string(layer) + ".") {}
    const std::string of, attention = of + "self_attn.", mlp = of + "mlp.";
    const std::string query = attention + "q_proj", key = attention + "k_proj";
    const std::string value = attention + "v_proj", output = attention + "o_proj";
    const std::string gate = mlp + "gate_proj", up = mlp + "up_proj", down = mlp + "down_proj";
    const std::string attention_norm = of + "input_layernorm.weight";
    const std::string forward_norm = of + "post_attention_layernorm.weight";
  };

  // By the root of the mean square (Zhang and Sennrich 2019).
  at::Tensor NormaliseRoot(const at::Tensor& x, const std::string& name) const {
    return x * at::rsqrt(x.square().mean(-1, true) + config_.norm_epsilon) * At(name);
  }

  // Queries and keys are turned by their places (Su et al. 2021); several heads of queries may
  // share one of keys and values (Ainslie et al. 2023), which is repeated for them.
  at::Tensor Attend(const at::Tensor& qkv, const EssayLengths& lengths) const {
    const int64_t rows = qkv.size(0), heads = config_.heads, kv = config_.kv_heads;
    const at::Tensor by_head = qkv.view({rows, heads + 2 * kv, config_.head_size});
    const at::Tensor turned = Turn(by_head.narrow(1, 0, heads + kv), lengths);
    const auto shared = [&](const at::Tensor& x) {
      return kv == heads ? x : x.repeat_interleave(heads / kv, 1);
    };
    const at::Tensor all = at::cat({turned.narrow(1, 0, heads), shared(turned.narrow(1, heads, kv)),
                                    shared(by_head.narrow(1, heads + kv, kv))},
                                   1);
    return PackedAttention(all.reshape({rows, 3 * heads * config_.head_size}), lengths,
                           {.heads = heads, .causal = true});
  }

  // Pairs are the two halves of a head's numbers.
  at::Tensor Turn(const at::Tensor& x, const EssayLengths& lengths) const {
    const int64_t half = config_.head_size / 2;
    Reach(*std::max_element(lengths.begin(), lengths.end()));
    std::vector<at::Tensor> cos, sin;
    for (const int64_t length : lengths) {
      cos.push_back(cos_.narrow(0, 0, length));
      sin.push_back(sin_.narrow(0, 0, length));
    }
    const at::Tensor c = at::cat(cos).unsqueeze(1), s = at::cat(sin).unsqueeze(1);
    const at::Tensor low = x.narrow(2, 0, half), high = x.narrow(2, half, half);
    return at::cat({low * c - high * s, high * c + low * s}, 2).to(x.scalar_type());
  }

  // Makes the tables long enough, [positions, head_size / 2].
  void Reach(int64_t positions) const {
    if (cos_.defined() && cos_.size(0) >= positions) return;
    const auto tables = model::onnx::MakeRopeTables(config_.rope, config_.head_size, positions);
    cos_ = at::tensor(tables.cos).view({positions, -1});
    sin_ = at::tensor(tables.sin).view({positions, -1});
  }

  mutable at::Tensor cos_, sin_;
};

}  // namespace

std::unique_ptr<TransformerBody> MakeLlamaBody(const model::hf::Config& config, bool bfloat16,
                                               Parameters* parameters) {
  return std::make_unique<LlamaBody>(config, bfloat16, parameters);
}

}  // namespace redquill::train
