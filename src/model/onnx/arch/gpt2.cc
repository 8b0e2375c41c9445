#include <cmath>

#include "model/onnx/arch/arch.h"
#include "model/onnx/ops/activation.h"
#include "model/onnx/ops/embedding.h"
#include "model/onnx/ops/linear.h"
#include "model/onnx/ops/norm.h"

namespace redquill::model::onnx {
namespace {

// The third part [begin, begin + size) of the columns of the joint query, key and value layer.
Linear Third(const Linear& all, int64_t part, int64_t size) {
  Linear third{all.name, all.in, size, {}, {}};
  if (all.weight.empty() || all.bias.empty()) return third;
  for (int64_t r = 0; r < all.in; ++r) {
    const auto row = all.weight.begin() + r * all.out + part * size;
    third.weight.insert(third.weight.end(), row, row + size);
  }
  const auto bias = all.bias.begin() + part * size;
  third.bias.assign(bias, bias + size);
  return third;
}

// A residual stream and its normalisation, as the next part of a pre-norm layer reads them.
Normalised Layer(const Context& c, const Normalised& in, const std::string& layer, int64_t number,
                 const Sight& sight, const Norm& next, bool one_row) {
  const Builder& b = c.b;
  const hf::Config& config = c.config;
  const int64_t hidden = config.hidden;
  constexpr auto kInOut = Weights::Layout::kInOut;
  const Linear joint =
      c.weights.TakeLinear(layer + "attn.c_attn", hidden, 3 * hidden, true, kInOut);
  const Value asking = one_row ? OneRow(b, in.value, Pooling::kLast) : in.value;
  const Value stream = one_row ? OneRow(b, in.sum, Pooling::kLast) : in.sum;
  Heads heads = c.heads();
  if (config.scale_by_layer) heads.scale /= static_cast<float>(number + 1);
  const Value blended = Attend(
      b, heads, sight,
      {Project(b, asking, Third(joint, 0, hidden)), Project(b, in.value, Third(joint, 1, hidden)),
       Project(b, in.value, Third(joint, 2, hidden)), one_row});
  const Normalised attended = AddAndNormalise(
      b,
      Project(b, blended,
              c.weights.TakeLinear(layer + "attn.c_proj", hidden, hidden, true, kInOut)),
      stream, c.weights.TakeNorm(layer + "ln_2", hidden, config.norm_epsilon), true);
  const Value inner = Activate(
      b,
      Project(b, attended.value,
              c.weights.TakeLinear(layer + "mlp.c_fc", hidden, config.intermediate, true, kInOut)),
      config.activation);
  return AddAndNormalise(b,
                         Project(b, inner,
                                 c.weights.TakeLinear(layer + "mlp.c_proj", config.intermediate,
                                                      hidden, true, kInOut)),
                         attended.sum, next, true);
}

}  // namespace

Value WriteGpt2(const Context& c) {
  const std::string prefix = c.Prefix("transformer.", "wte.weight");
  const hf::Config& config = c.config;
  Graph& g = c.b.graph;
  g.Scope("embeddings");
  const Value words =
      Embed(c.b, c.weights.Take(prefix + "wte.weight", {config.vocabulary, config.hidden}),
            config.vocabulary, config.hidden);
  const Value positions =
      FirstRows(c.b, c.weights.Take(prefix + "wpe.weight", {config.positions, config.hidden}),
                config.positions, config.hidden);
  const auto norm = [&](const std::string& name) {
    return c.weights.TakeNorm(prefix + name, config.hidden, config.norm_epsilon);
  };
  const Sight sight = See(c.b, true);
  Normalised x;
  x.sum = g.Op("Add", {words, positions});
  x.value = Normalise(c.b, x.sum, norm("h.0.ln_1"));
  for (int64_t i = 0; i < config.layers; ++i) {
    g.Scope("layer." + std::to_string(i));
    const bool last = i + 1 == config.layers;
    x = Layer(c, x, prefix + "h." + std::to_string(i) + ".", i, sight,
              norm(last ? "ln_f" : "h." + std::to_string(i + 1) + ".ln_1"), last && c.one_row());
  }
  return x.value;
}

}  // namespace redquill::model::onnx
