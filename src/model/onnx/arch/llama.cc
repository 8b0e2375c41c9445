#include "model/onnx/arch/arch.h"
#include "model/onnx/ops/activation.h"
#include "model/onnx/ops/embedding.h"
#include "model/onnx/ops/linear.h"
#include "model/onnx/ops/norm.h"
#include "model/onnx/ops/rope.h"

namespace redquill::model::onnx {
namespace {

Value SelfAttention(const Context& c, const Value& x, const Value& asking,
                    const std::string& attention, const Sight& sight, const Rotation& rotation,
                    bool one_row) {
  const Builder& b = c.b;
  const Heads heads = c.heads();
  const int64_t hidden = c.config.hidden;
  const auto project = [&](const char* name, const Value& from, int64_t count) {
    return Project(b, from,
                   c.weights.TakeLinear(attention + name, hidden, count * heads.size,
                                        c.config.attention_bias));
  };
  const Value query = Rotate(b, rotation, Finish(b, project("q_proj", asking, heads.count)),
                             heads.count, heads.size, one_row);
  const Value key =
      Rotate(b, rotation, Finish(b, project("k_proj", x, heads.kv)), heads.kv, heads.size, false);
  return Attend(b, heads, sight, {{query, {}}, {key, {}}, project("v_proj", x, heads.kv), one_row});
}

// silu(x gate) * (x up), projected down (SwiGLU, Shazeer 2020).
Projection GatedForward(const Context& c, const Value& x, const std::string& mlp) {
  const Builder& b = c.b;
  const int64_t hidden = c.config.hidden, wide = c.config.intermediate;
  const bool bias = c.config.mlp_bias;
  const Value gate =
      Activate(b, Project(b, x, c.weights.TakeLinear(mlp + "gate_proj", hidden, wide, bias)),
               c.config.activation);
  const Value up =
      Finish(b, Project(b, x, c.weights.TakeLinear(mlp + "up_proj", hidden, wide, bias)));
  return Project(b, b.graph.Op("Mul", {gate, up}),
                 c.weights.TakeLinear(mlp + "down_proj", wide, hidden, bias));
}

}  // namespace

Value WriteLlama(const Context& c) {
  const std::string prefix = c.Prefix("model.", "embed_tokens.weight");
  const hf::Config& config = c.config;
  const Builder& b = c.b;
  b.graph.Scope("embeddings");
  const auto norm = [&](const std::string& name) {
    return c.weights.TakeNorm(prefix + name, config.hidden, config.norm_epsilon, false);
  };
  Normalised x;
  x.sum =
      Embed(b, c.weights.Take(prefix + "embed_tokens.weight", {config.vocabulary, config.hidden}),
            config.vocabulary, config.hidden);
  x.value = Normalise(b, x.sum, norm("layers.0.input_layernorm"));
  const Sight sight = See(b, true);
  const Rotation rotation = MakeRotation(b, config.rope, config.head_size);
  for (int64_t i = 0; i < config.layers; ++i) {
    const std::string number = std::to_string(i), layer = prefix + "layers." + number + ".";
    b.graph.Scope("layer." + number);
    const bool last = i + 1 == config.layers, one_row = last && c.one_row();
    const Value asking = one_row ? OneRow(b, x.value, Pooling::kLast) : x.value;
    const Value stream = one_row ? OneRow(b, x.sum, Pooling::kLast) : x.sum;
    const Value blended =
        SelfAttention(c, x.value, asking, layer + "self_attn.", sight, rotation, one_row);
    const Normalised attended = AddAndNormalise(
        b,
        Project(b, blended,
                c.weights.TakeLinear(layer + "self_attn.o_proj", config.heads * config.head_size,
                                     config.hidden, config.attention_bias)),
        stream, norm("layers." + number + ".post_attention_layernorm"), true);
    x = AddAndNormalise(
        b, GatedForward(c, attended.value, layer + "mlp."), attended.sum,
        norm(last ? "norm" : "layers." + std::to_string(i + 1) + ".input_layernorm"), true);
  }
  return x.value;
}

}  // namespace redquill::model::onnx
