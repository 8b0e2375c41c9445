#include "model/onnx/arch/arch.h"
#include "model/onnx/ops/embedding.h"
#include "model/onnx/ops/norm.h"

namespace redquill::model::onnx {
Value WriteDistilBert(const Context& c) {
  const std::string prefix = c.Prefix("distilbert.", "embeddings.word_embeddings.weight");
  const std::string embeddings = prefix + "embeddings.";
  const hf::Config& config = c.config;
  c.b.graph.Scope("embeddings");
  const Value words = Embed(
      c.b,
      c.weights.Take(embeddings + "word_embeddings.weight", {config.vocabulary, config.hidden}),
      config.vocabulary, config.hidden);
  const Value positions = FirstRows(
      c.b,
      c.weights.Take(embeddings + "position_embeddings.weight", {config.positions, config.hidden}),
      config.positions, config.hidden);
  const Norm norm =
      c.weights.TakeNorm(embeddings + "LayerNorm", config.hidden, config.norm_epsilon);
  Value x = Normalise(c.b, c.b.graph.Op("Add", {words, positions}), norm);
  const Sight sight = See(c.b, false);
  const Heads heads = c.heads();
  const Attention attention = [&](const Attended& in) { return Attend(c.b, heads, sight, in); };
  for (int64_t i = 0; i < config.layers; ++i) {
    c.b.graph.Scope("layer." + std::to_string(i));
    x = EncoderLayer(c, x, hf::LayerNames(config.architecture, prefix, i), 1, attention,
                     c.one_row() && i + 1 == config.layers);
  }
  return x;
}

}  // namespace redquill::model::onnx
