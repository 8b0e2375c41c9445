#include <cmath>

#include "model/onnx/arch/arch.h"
#include "model/onnx/ops/activation.h"
#include "model/onnx/ops/linear.h"
#include "model/onnx/ops/norm.h"

namespace redquill::model::onnx {

Heads Context::heads() const {
  return {config.heads, config.kv_heads, config.head_size,
          static_cast<float>(1 / std::sqrt(static_cast<double>(config.head_size)))};
}

Value EncoderLayer(const Context& c, const Value& x, const hf::EncoderNames& names,
                   float query_scale, const Attention& attention, bool one_row) {
  const Builder& b = c.b;
  const int64_t hidden = c.config.hidden, wide = c.config.heads * c.config.head_size;
  Linear query = c.weights.TakeLinear(names.query, hidden, wide);
  if (query_scale != 1) {
    for (float& w : query.weight) w *= query_scale;
    for (float& w : query.bias) w *= query_scale;
  }
  const Value from = one_row ? OneRow(b, x, Pooling::kFirst) : x;
  const Value blended = attention(
      {Project(b, from, query), Project(b, x, c.weights.TakeLinear(names.key, hidden, wide)),
       Project(b, x, c.weights.TakeLinear(names.value, hidden, wide)), one_row});
  const Value attended =
      AddAndNormalise(b, Project(b, blended, c.weights.TakeLinear(names.output, wide, hidden)),
                      from, c.weights.TakeNorm(names.attention_norm, hidden, c.config.norm_epsilon),
                      false)
          .value;
  const Value inner = Activate(
      b, Project(b, attended, c.weights.TakeLinear(names.up, hidden, c.config.intermediate)),
      c.config.activation);
  return AddAndNormalise(
             b, Project(b, inner, c.weights.TakeLinear(names.down, c.config.intermediate, hidden)),
             attended, c.weights.TakeNorm(names.output_norm, hidden, c.config.norm_epsilon), false)
      .value;
}

}  // namespace redquill::model::onnx
