#include "model/onnx/arch/arch.h"
#include "model/onnx/arch/bert_parts.h"
#include "model/onnx/ops/embedding.h"
#include "model/onnx/ops/norm.h"

namespace redquill::model::onnx {

std::vector<float> TakeConstantEmbedding(const Context& c, const std::string& embeddings) {
  const hf::Config& config = c.config;
  std::vector<float> rows;
  if (config.position_table) {
    rows = c.weights.Take(embeddings + "position_embeddings.weight",
                          {config.positions, config.hidden});
  }
  if (config.token_types == 0) return rows;
  const std::vector<float> types = c.weights.Take(embeddings + "token_type_embeddings.weight",
                                                  {config.token_types, config.hidden});
  if (types.empty()) return rows;
  const size_t width = static_cast<size_t>(config.hidden);
  if (!config.position_table) return {types.begin(), types.begin() + config.hidden};
  for (size_t i = 0; i < rows.size(); ++i) rows[i] += types[i % width];
  return rows;
}

Value BertEncoder(const Context& c, Value x, const std::string& prefix) {
  const Sight sight = See(c.b, false);
  const Heads heads = c.heads();
  const Attention attention = [&](const Attended& in) { return Attend(c.b, heads, sight, in); };
  for (int64_t i = 0; i < c.config.layers; ++i) {
    c.b.graph.Scope("layer." + std::to_string(i));
    x = EncoderLayer(c, x, hf::LayerNames(c.config.architecture, prefix, i), 1, attention,
                     c.one_row() && i + 1 == c.config.layers);
  }
  return x;
}

Value WriteBert(const Context& c) {
  const std::string prefix = c.Prefix("bert.", "embeddings.word_embeddings.weight");
  const std::string embeddings = prefix + "embeddings.";
  const hf::Config& config = c.config;
  c.b.graph.Scope("embeddings");
  const Value words = Embed(
      c.b,
      c.weights.Take(embeddings + "word_embeddings.weight", {config.vocabulary, config.hidden}),
      config.vocabulary, config.hidden);
  const Value positions =
      FirstRows(c.b, TakeConstantEmbedding(c, embeddings), config.positions, config.hidden);
  const Norm norm =
      c.weights.TakeNorm(embeddings + "LayerNorm", config.hidden, config.norm_epsilon);
  return BertEncoder(c, Normalise(c.b, c.b.graph.Op("Add", {words, positions}), norm), prefix);
}

}  // namespace redquill::model::onnx
